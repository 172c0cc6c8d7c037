package slack

// What Slack accepts. Lengths are in UTF-16 units, the strictest way to count a character.
// https://docs.slack.dev/reference/block-kit/blocks/ and .../composition-objects/
const (
	maxBlocks     = 50    // of a message
	maxViewBlocks = 100   // of a modal or Home
	maxText       = 3000  // of a text object, and of what a person can type into a field
	maxField      = 2000  // of one of a section's fields
	maxHeader     = 150   // the title of a text
	maxLabel      = 75    // of a button, an option and the value of an option
	maxValue      = 2000  // of a button's value
	maxActions    = 25    // in a row of buttons
	maxTitle      = 24    // of a modal, its submit and its close button
	maxMetadata   = 3000  // what a modal carries for us
	maxInputLabel = 2000  // and the hint below it
	maxSelect     = 100   // options of a menu
	maxBoxes      = 10    // checkboxes
	maxConfirm    = 300   // the text of a confirmation
	maxAsked      = 100   // its title
	maxConsent    = 30    // its buttons
	maxFallback   = 3000  // advised are 4,000; at 40,000 Slack truncates
	maxAlone      = 39000 // of a message without blocks; beyond 40,000 Slack truncates
	maxMessage    = 13000 // all blocks together

	maxView      = 240_000 // bytes of a modal or Home; Slack refuses more than 250 kB
	maxGroups    = 100     // groups of options in a menu, each of maxSelect
	maxCharts    = 2       // in a message
	maxTables    = 1       // in a message
	maxChartText = 50      // the title of a chart and the label of an axis
	maxPoint     = 20      // the label of a point or a series
	maxPoints    = 20      // points of a chart; the newest are drawn

	maxPiece  = 6000 // of one block that could as well be two: three have room in a message with their buttons
	maxBeside = 1500 // of a text beside a button, so that the two fit in a message however they are written
)

// maxMessage is nowhere documented. Slack answers msg_blocks_too_long somewhat above it, and does not say what it
// counts (https://github.com/slackapi/bolt-js/issues/2509 and 2867), so weight counts everything.

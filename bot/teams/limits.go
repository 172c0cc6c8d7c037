package teams

// What a card may weigh, and how long its parts may be. Teams takes about 100 KB of a message as UTF-16, advises to stay
// below 80 KB, and counts its envelope too; webhooks take 28 KB. A card within that as UTF-8 is within it everywhere.
// https://learn.microsoft.com/microsoftteams/platform/bots/how-to/format-your-bot-messages
const (
	maxCard   = 27_000 // bytes of a card, in UTF-8; its envelope and its mark of being one of several stand beside it
	maxDialog = 27_000 // characters of the card in a dialog, of which each is two bytes in UTF-16
	maxPiece  = 8_000  // bytes of one part of a card that could as well be two

	maxLine     = 1_500  // of one line; a longer one goes on in the next
	maxRuns     = 40     // in one line
	maxFallback = 400    // of the line that stands for the whole card; it stands in it twice
	maxTitle    = 60     // of a dialog
	maxLabel    = 38     // of a button: as wide as a phone; the rest is shown to whoever points at it
	maxAsked    = 1_000  // of what is asked before something that cannot be undone
	maxWords    = 2_000  // that a button carries
	maxAskedFor = 500    // of what was said to have a form, which is carried along
	maxCarried  = 4_000  // bytes that a form carries
	maxBack     = 16_000 // bytes of what may come back of it
	maxInput    = 3_000  // of what can be typed into a field
	maxName     = 500    // of a field's name as people read it; what stands below it
	maxHint     = 1_000
	maxOption   = 200 // of an option, and of its value
	maxRadio    = 5   // more options than this go in a menu
	maxFilter   = 12  // more options than this can be searched
	maxPoints   = 24  // points of a chart; the newest are drawn
	maxPoint    = 20  // the name of a point

	// A row of buttons is as wide as a phone: 360 units less the margins of the conversation and the card.
	rowWidth, buttonWidth, letterWidth = 300, 40, 7
	maxRow                             = 6  // Teams draws no more in a row
	maxBeside                          = 10 // letters of a button that stands beside its line and not below it
)

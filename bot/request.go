package bot

import "time"

// Request is one thing a person did: typed words, pressed a button (whose words it carries) or submitted a form.
type Request struct {
	// Key makes a retry harmless: the same key is answered alike and changes nothing. Platforms build it from what
	// they say identifies the gesture (trigger id, message id and button value, view id, activity id, form nonce).
	Key   string
	By    Account
	Place Place
	// Words is the sentence without "/collab" or the mention: typed, or carried by the button or form.
	Words string
	// Values holds what was filled in, field name → text, when a form was submitted; nil otherwise. A field of kind
	// Choices holds its chosen values joined by newlines.
	Values map[string]string
	// Files holds what was attached, field name → file; a field of kind Upload that was left empty is not in it.
	Files map[string]Attached
	// Closed says that the form was closed without being sent: Values is what stood in it, a draft.
	Closed bool
	// Source is the message the request is about, when there is one ("Log as evidence", a mention in a thread).
	Source *Source
	// Unasked says that nobody asked for an answer: the person put our emoji on a message. Whoever cannot act on it
	// hears nothing.
	Unasked bool
	// Name and Zone are what the platform says along about the account, Org what it calls their organisation:
	// suggestions for a form, never facts. What the platform does not say is empty, and asked.
	Name, Zone, Org string
	tooLong         []string // fields that held more than can be read
}

// Profile is what a platform says, when it is asked, about somebody and about the place they speak in: suggestions for a
// form, never facts. What it does not say in time is empty.
type Profile struct {
	// Name is how the person is called, Zone their time zone, such as Europe/London.
	Name, Zone string
	// Partner is what the other organisation in the place is called, if there is exactly one.
	Partner string
}

// Source is a message somebody wrote in a conversation, as far as the platform lets us know it: a candidate for
// evidence. It is a snapshot; later edits of the message do not follow.
type Source struct {
	// Text is empty when the message has no words, or could not be read; Lacks says why.
	Text   string
	Author Account
	// AuthorName is the display name on the platform, used only when the author is not a person of the relationship;
	// Organisation is what their workspace is called, where the platform says so.
	AuthorName, Organisation string
	At                       time.Time
	// Edited is when the words were last changed; zero when they never were.
	Edited time.Time
	// Link is the permanent address of the message, http or https; it is shown and never fetched.
	Link string
	// Files hang on the message.
	Files []File
	// Lacks are sentences about what could not be read, each with what would change that.
	Lacks []string
}

// File is a file that hangs on a message. Only its hash is kept, never what is in it.
type File struct {
	Name string
	// SHA256 is in hex; empty when the file could not be read.
	SHA256 string
}

// Reply is what the bot says back to one request. The zero Reply means there is nothing to say.
type Reply struct {
	// Message answers the person, privately (ephemeral, direct message, their own web page).
	Message *Message
	// Form is opened for the person.
	Form *Form
	// Errors are sentences by field name: the form stays open, what was typed stays in it. Errors[""] concerns
	// the form as a whole.
	Errors map[string]string
	// Posts are said elsewhere, each in its own place, after the request was answered.
	Posts []Post
	// Ref is the reference a person can give to the operator when something broke.
	Ref string
}

// Post is a message for a place, readable by everybody there.
type Post struct {
	Place   Place
	Message Message
}

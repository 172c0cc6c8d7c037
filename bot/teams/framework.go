package teams

// framework is what we use of the Bot Framework as msbotbuilder-go has it.
type framework struct{}

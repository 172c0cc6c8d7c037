// Package bot is the conversation: what people may say to collab, and what it says back.
//
// It knows no platform. A platform (Slack, Teams, the web, a written play) turns what happened into a
// [Request]: a key, an account, a place, and words or form values. [Bot.Answer] finds the word in one table of
// commands; the command's function reads the relationship as this person's party sees it, or asks the store to
// record something. The answer is a [Reply]: a [Message], a [Form], or field errors. The platform draws it.
//
// The rules of speech, in order of weight:
//
//   - Answer privately unless the news is for everyone. Decisions and closed cycles belong in the channel.
//   - State, consequence, action. Plain and short; no cheer, no guilt, no exclamation marks.
//   - Who will read it stands on the face of every form, before it is sent.
//   - Never a dead end: a refusal says what to do next; an unknown word gets the nearest command as a button.
//   - A button carries the sentence one could have typed, so pressing equals typing.
//   - Meaning never hangs on colour or a symbol alone.
//   - In front of a partner: counts, never the names of the silent.
//   - Text is plain everywhere; escaping is the business of whoever draws.
package bot

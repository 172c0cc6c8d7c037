// Package relationship is the heart of collab: what a collaborative business relationship is, what may be done in it,
// and what then stands on record. It is pure: no clock, disk, network or randomness; time and person are arguments.
//
// # Ledgers
//
// A relationship has one joint ledger and one ledger per party. Each is a list of entries with its own numbering and
// its own hash chain, and each is replayed alone, in order of its numbers. [Shared] is the state of the joint ledger,
// [Own] that of a party's. What somebody may see is a [View]: joint alone, or joint and their own party's; nothing
// else is ever loaded for them, so what is drawn from a view cannot leak what is not in it.
//
// # Commands and entries
//
// A [Command] is what a person asks for, in the imperative ([ConfirmObjective]); an entry is what then stands, in the
// past ("objective confirmed"). [Decide] is the one door: it checks once that the relationship is live and that this
// person may do this, then lets the command decide its entries ledger by ledger, the joint part on what every reader
// of the joint ledger may read. The answer is [Parts], or a [Refusal] whose sentence says what to do instead.
//
// # Facts and words
//
// An entry is two byte strings: facts, one line of JSON without free text, and words, everything a person typed. Both
// are hashed into the chain as they are stored. Words can be erased; facts stay, so replay and figures never change.
// Entry kinds are fixed phrases, not Go names: the types of this package may be renamed, what is stored may not.
//
// # Time
//
// Instants are decided once and stand in the entry (due by, silent after, open from and to), so new holiday lists and
// new time zone data rewrite nothing. Silence, lateness and lapse are derived from those instants at the time of
// asking. [View.Duties] says what is owed to whom; the figures say how it stands.
package relationship

package relationship

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"strings"
)

// Link is one link of a ledger's hash chain: SHA-256 over the link before it and the entry's facts and words.
type Link [sha256.Size]byte

// Head is the newest point of a ledger: how many entries it has and the link of the last. Whoever has seen a head can
// tell later whether anything before it was changed, dropped or added.
type Head struct {
	Relationship, Ledger string
	N                    int
	Link                 Link
}

// Begin is the head of a ledger without entries; its link binds the chain to this relationship and ledger.
func Begin(relationship, ledger string) Head {
	b := []byte("collab/record/1\n")
	for _, s := range []string{relationship, ledger} {
		b = binary.BigEndian.AppendUint64(b, uint64(len(s)))
		b = append(b, s...)
	}
	return Head{Relationship: relationship, Ledger: ledger, Link: sha256.Sum256(b)}
}

// usual is room for what is hashed at once, in bytes, that hardly any entry exceeds; it lies on the stack.
const usual = 512

// factsHash is what the chain takes from an entry's facts.
func factsHash(facts []byte) Link {
	b := make([]byte, 0, usual)
	return sha256.Sum256(append(append(b, 1), facts...))
}

// wordsHash is what the chain takes from an entry's words; an entry without words gives 32 zero bytes. The salt keeps
// anyone from guessing short words once they were erased and only this hash remains.
func wordsHash(salt, words []byte) Link {
	if words == nil {
		return Link{}
	}
	b := make([]byte, 0, usual)
	return sha256.Sum256(append(append(append(b, 2), salt...), words...))
}

// next is the head after one more entry whose facts and words hash to f and w.
func (h Head) next(f, w Link) Head {
	b := append(make([]byte, 0, usual), 3)
	b = append(b, h.Link[:]...)
	b = binary.BigEndian.AppendUint64(b, uint64(h.N+1))
	b = append(append(b, f[:]...), w[:]...)
	return Head{h.Relationship, h.Ledger, h.N + 1, sha256.Sum256(b)}
}

var crockford = base32.NewEncoding("0123456789ABCDEFGHJKMNPQRSTVWXYZ").WithPadding(base32.NoPadding)

// String is the short form people post and compare: the number of entries and the first 80 bits of the link in
// Crockford's base32 (Douglas Crockford, "Base 32"), for example 2-T2VZ-M2PV-0X37-NWYV.
func (h Head) String() string {
	s := crockford.EncodeToString(h.Link[:10])
	return fmt.Sprintf("%d-%s", h.N, strings.Join([]string{s[:4], s[4:8], s[8:12], s[12:]}, "-"))
}

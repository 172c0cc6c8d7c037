package store

import (
	"encoding/binary"
	"hash/fnv"
	"io"
	"os"
)

// header is one of the two pages a bbolt file begins with (bbolt, internal/common/meta.go): each commit writes the one
// that the commit before did not.
type header struct {
	valid    bool
	pageSize uint32
	freelist uint64
	commit   uint64
}

const (
	boltMagic    = 0xED0CDAED
	pageHead     = 16
	headerLength = 64
	noFreelist   = ^uint64(0)
)

// readHeader reads the header page at an offset. The numbers are in the byte order of the machine that wrote them, as
// bbolt maps them; only little-endian machines are read here, elsewhere the header counts as not valid.
func readHeader(f *os.File, offset int64) (h header, err error) {
	b := make([]byte, headerLength)
	if _, err = f.ReadAt(b, offset+pageHead); err != nil {
		if err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		return h, err
	}
	sum := fnv.New64a()
	sum.Write(b[:56])
	h.valid = binary.LittleEndian.Uint32(b) == boltMagic && binary.LittleEndian.Uint64(b[56:]) == sum.Sum64()
	h.pageSize = binary.LittleEndian.Uint32(b[8:])
	h.freelist = binary.LittleEndian.Uint64(b[32:])
	h.commit = binary.LittleEndian.Uint64(b[48:])
	return h, nil
}

// headers reads both header pages.
func headers(f *os.File) (first, second header, err error) {
	if first, err = readHeader(f, 0); err != nil {
		return first, second, err
	}
	size := int64(first.pageSize)
	if !first.valid {
		size = int64(os.Getpagesize())
	}
	second, err = readHeader(f, size)
	return first, second, err
}

// closedCleanly says whether the newest commit wrote the list of free pages, so that opening need not look for them.
func closedCleanly(f *os.File) (bool, error) {
	if info, err := f.Stat(); err != nil || info.Size() == 0 {
		return true, err // an empty file is one that is being created
	}
	a, b, err := headers(f)
	if err != nil {
		return false, err
	}
	if b.valid && (!a.valid || b.commit > a.commit) {
		a = b
	}
	return a.valid && a.freelist != noFreelist, nil
}

package store

// sealRow seals the value of a row outside the ledgers, for its bucket and key alone.
func (s *Store) sealRow(b bucket, key, plain []byte) ([]byte, error) {
	return seal(s.rowAEAD[b], s.random, plain, key)
}

// openRow is what was sealed, with bytes of its own.
func (s *Store) openRow(b bucket, key, sealed []byte) ([]byte, error) {
	return unseal(s.rowAEAD[b], sealed, key)
}

package store

// SmallFilter gives a store that is not started a filter of known cids that is full after a few.
func (s *Store) SmallFilter() { s.absent.next = make([]uint64, lineWords) }

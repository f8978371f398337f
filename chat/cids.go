package chat

import (
	"encoding/binary"
	"encoding/json"
	"hash/crc32"
	"iter"
	"slices"
)

// A cid means the same message for DedupWindow. What a user sent to a conversation is remembered in blocks: the newest
// cids stand in a record that is written with each of the user's messages anyway; when they are many they get a key of
// their own, and many of those become one run. That costs a tenth of a key for each cid. The key of a block is used again
// for the block cidMerge later, so that nothing is deleted when blocks become a run.

const (
	cidBlock = 16 // cids in the record and in a fresh block
	cidMerge = 64 // blocks that become one
	cidWidth = 12 // bytes of an entry beside its seq: hash and sum
	fnvStart = 14695981039346656037
	fnvPrime = 1099511628211
)

// sent is what a user sent to a conversation. Of the newest sender it stands in the conversation's head, and what is at
// sentAt is out of date: see [head.sentBy].
type sent struct {
	count  uint64 // messages that count as unread to others
	last   uint64 // seq of the newest of these
	blocks uint64 // full blocks of cids ever made
	forgot uint64 // runs that were forgotten, for their age
	cids   []byte // of the newest messages: up to cidBlock entries, the oldest first
}

func sentAt(a AppName, u UserID, c Conversation) location {
	return located(a, "sent", string(u), string(c))
}

// sentBy gives what a user sent to the conversation, whose head is h.
func (h *head) sentBy(r Reader, app AppName, u UserID, c Conversation) (sent, error) {
	if h.by == u {
		return h.mine, nil
	}
	return get[sent](r, sentAt(app, u, c))
}

// setSent notes in h, which is still to be stored, what its newest sender sent. Who was that before gets a key for it,
// and so has who is that now: it tells which conversations he wrote to.
func (s *state) setSent(c Conversation, h *head, u UserID, st sent) error {
	if h.by != u {
		if h.by != "" {
			if err := keep(s, sentAt(s.app, h.by, c), h.mine); err != nil {
				return err
			}
		}
		known, err := exists(s.tx, sentAt(s.app, u, c))
		if err == nil && !known {
			err = keep(s, sentAt(s.app, u, c), sent{})
		}
		if err != nil {
			return err
		}
	}
	h.by, h.mine = u, st
	return nil
}

// forgetSent forgets up to most conversations that a user wrote to: as if somebody else had.
func (s *state) forgetSent(u UserID, most int) (more bool, err error) {
	var wrote []Conversation
	his := prefix(s.app, "sent", string(u))
	err = s.tx.Scan(his, nil, false, func(k, _ []byte) bool {
		wrote = append(wrote, Conversation(k[len(his):]))
		return len(wrote) < most
	})
	if err != nil {
		return false, err
	}
	for _, conv := range wrote {
		h, err := getHead(s.tx, s.app, conv)
		if err == nil && h.by == u {
			h.by, h.mine = "", sent{}
			err = s.setHead(conv, h)
		}
		if err = orFirst(err, s.delete(sentAt(s.app, u, conv).key())); err != nil {
			return false, err
		}
	}
	return len(wrote) == most, nil
}

func (st *sent) decode(b []byte) (err error) {
	st.cids, err = numbers(b, &st.count, &st.last, &st.blocks, &st.forgot)
	st.cids = slices.Clip(st.cids) // who adds one must not write into b
	return err
}

func (st *sent) append(b []byte) []byte {
	b = slices.Grow(b, len(st.cids)+4*binary.MaxVarintLen64)
	return append(appendNumbers(b, st.count, st.last, st.blocks, st.forgot), st.cids...)
}

// cidEntry is one remembered cid.
type cidEntry struct {
	hash uint64 // of app, conversation, sender and cid
	sum  uint32 // of the content
	seq  uint64
}

func appendCID(b []byte, e cidEntry) []byte {
	b = binary.LittleEndian.AppendUint64(b, e.hash)
	b = binary.LittleEndian.AppendUint32(b, e.sum)
	return binary.AppendUvarint(b, e.seq)
}

// eachCID ranges over the entries of a block, up to the first error.
func eachCID(b []byte) iter.Seq2[cidEntry, error] {
	return func(yield func(cidEntry, error) bool) {
		for len(b) > 0 {
			if len(b) <= cidWidth {
				yield(cidEntry{}, errCorrupt)
				return
			}
			seq, w := binary.Uvarint(b[cidWidth:])
			if w <= 0 {
				yield(cidEntry{}, errCorrupt)
				return
			}
			e := cidEntry{hash: binary.LittleEndian.Uint64(b), sum: binary.LittleEndian.Uint32(b[8:]), seq: seq}
			if b = b[cidWidth+w:]; !yield(e, nil) {
				return
			}
		}
	}
}

// cidOf gives the entry of the message that op is about to store.
func (op *sendMessage) cidOf(app AppName, conv Conversation, seq uint64) cidEntry {
	h := uint64(fnvStart)
	for _, part := range [...]string{string(app), string(conv), string(op.From), op.CID} {
		for i := range len(part) {
			h = (h ^ uint64(part[i])) * fnvPrime
		}
		h = (h ^ '/') * fnvPrime
	}
	if op.Said != nil {
		return cidEntry{hash: h, sum: *op.Said, seq: seq}
	}
	return cidEntry{hash: h, sum: sumOf(op.Type, op.Body, op.Ext), seq: seq}
}

// sumOf is what tells two messages with the same cid apart.
func sumOf(typ string, body, ext []byte) uint32 {
	sum := crc32.ChecksumIEEE(body)
	sum = crc32.Update(sum, crc32.IEEETable, []byte(typ))
	return crc32.Update(sum, crc32.IEEETable, ext)
}

// seenBefore finds the receipt of the same message sent before [PROTOCOL 4.4].
func (op *sendMessage) seenBefore(s *state, conv Conversation, st *sent, e cidEntry, now int64) (*Receipt, error) {
	switch found, err := hasCID(st.cids, e.hash); {
	case err != nil:
		return nil, err
	case !found && (st.blocks == 0 || s.tx.Unseen(e.hash)):
		return nil, nil // as nearly always
	}
	if first, err := op.seenIn(s, conv, st.cids, e, now); first != nil || err != nil {
		return first, err
	}
	for block, err := range s.cidBlocks(op.From, conv, st) {
		if err != nil || now-block.ts > DedupWindow {
			return nil, err
		}
		if first, err := op.seenIn(s, conv, block.cids, e, now); first != nil || err != nil {
			return first, err
		}
	}
	return nil, nil
}

func hasCID(block []byte, hash uint64) (found bool, err error) {
	for e, err := range eachCID(block) {
		if err != nil || e.hash == hash {
			return err == nil, err
		}
	}
	return false, nil
}

// seenIn looks for the same message in a block.
func (op *sendMessage) seenIn(s *state, conv Conversation, block []byte, e cidEntry, now int64) (*Receipt, error) {
	for known, err := range eachCID(block) {
		if err != nil {
			return nil, err
		}
		if known.hash != e.hash {
			continue
		}
		if first, err := op.sameAs(s, conv, known, e, now); first != nil || err != nil {
			return first, err
		}
	}
	return nil, nil
}

// sameAs tells whether a remembered cid is that of op, and then answers with the first message's receipt.
func (op *sendMessage) sameAs(s *state, conv Conversation, known, e cidEntry, now int64) (*Receipt, error) {
	b, err := s.tx.Get(messageKey(s.app, conv, known.seq))
	if b == nil || err != nil {
		return nil, err
	}
	m, err := decodeMessage(b)
	if err != nil {
		return nil, err
	}
	var first struct {
		Receipt
		CID string `json:"cid"`
	}
	if err := json.Unmarshal(m.payload, &first); err != nil {
		return nil, err
	}
	if first.CID != op.CID || m.from != op.From || now-first.TS > DedupWindow {
		return nil, nil
	}
	if known.sum != e.sum {
		return nil, Errorf(CodeCIDReused, "cid %q was used before for another message", op.CID).At("cid")
	}
	return &first.Receipt, nil
}

// remember adds a cid to what the sender sent; a full record becomes a block.
func (s *state) remember(u UserID, conv Conversation, st *sent, e cidEntry, now int64) error {
	n := 0
	for _, err := range eachCID(st.cids) {
		if n++; err != nil {
			return err
		}
	}
	if n == cidBlock {
		if err := s.addCIDBlock(u, conv, st, now); err != nil {
			return err
		}
		st.cids = make([]byte, 0, len(st.cids)+cidWidth)
	}
	st.cids = appendCID(st.cids, e)
	return nil
}

// addCIDBlock gives the record's cids a key of their own.
func (s *state) addCIDBlock(u UserID, conv Conversation, st *sent, now int64) error {
	hashes := make([]uint64, 0, cidBlock)
	for e, err := range eachCID(st.cids) {
		if err != nil {
			return err
		}
		hashes = append(hashes, e.hash)
	}
	s.tx.Saw(hashes)
	b := append(appendNumbers(make([]byte, 0, len(st.cids)+binary.MaxVarintLen64), uint64(now)), st.cids...)
	if err := s.set(cidBlockKey(s.app, u, conv, st.blocks%cidMerge), b); err != nil {
		return err
	}
	if st.blocks++; st.blocks%cidMerge > 0 {
		return nil
	}
	return s.mergeCIDBlocks(u, conv, st, now)
}

// mergeCIDBlocks makes the blocks since the last run into a run, and forgets runs past the window.
func (s *state) mergeCIDBlocks(u UserID, conv Conversation, st *sent, now int64) error {
	run := appendNumbers(make([]byte, 0, cidMerge*cidBlock*(cidWidth+3)), uint64(now))
	for n := st.blocks - cidMerge; n < st.blocks; n++ {
		b, old, err := s.looseBlock(u, conv, n)
		if err == nil && old {
			err = s.delete(cidBlockKey(s.app, u, conv, n))
		}
		if err != nil {
			return err
		}
		run = append(run, b.cids...)
	}
	newest := st.blocks/cidMerge - 1
	if err := s.set(cidRunKey(s.app, u, conv, newest), run); err != nil {
		return err
	}
	for range 2 { // twice as fast as runs are made
		k := cidRunKey(s.app, u, conv, st.forgot)
		b, err := getCIDBlock(s.tx, k)
		if err != nil || now-b.ts <= DedupWindow {
			return err
		}
		if err := s.delete(k); err != nil {
			return err
		}
		st.forgot++
	}
	return nil
}

// block is a block or a run of cids.
type block struct {
	ts   int64 // when it was made
	cids []byte
}

// getCIDBlock gives an empty block, older than all, where there is none.
func getCIDBlock(r Reader, key []byte) (b block, err error) {
	v, err := r.Get(key)
	if v == nil || err != nil {
		return b, err
	}
	return decodeCIDBlock(v)
}

func decodeCIDBlock(v []byte) (b block, err error) {
	var ts uint64
	b.cids, err = numbers(v, &ts)
	b.ts = int64(ts)
	return b, err
}

// looseBlock reads the block n, which is in no run yet. In a store from before keys were used again it may be an old one,
// with a key of its own.
func (s *state) looseBlock(u UserID, conv Conversation, n uint64) (b block, old bool, err error) {
	b, err = getCIDBlock(s.tx, cidBlockKey(s.app, u, conv, n%cidMerge))
	if err != nil || b.ts > 0 || n < cidMerge {
		return b, false, err
	}
	b, err = getCIDBlock(s.tx, cidBlockKey(s.app, u, conv, n))
	return b, true, err
}

// cidBlocks ranges over blocks and then runs, the newest first, up to the first error.
func (s *state) cidBlocks(u UserID, conv Conversation, st *sent) iter.Seq2[block, error] {
	return func(yield func(block, error) bool) {
		runs := st.blocks / cidMerge
		for n := st.blocks; n > runs*cidMerge; n-- {
			if b, _, err := s.looseBlock(u, conv, n-1); !yield(b, err) || err != nil {
				return
			}
		}
		for n := runs; n > st.forgot; n-- {
			if b, err := getCIDBlock(s.tx, cidRunKey(s.app, u, conv, n-1)); !yield(b, err) || err != nil {
				return
			}
		}
	}
}

// SeenCIDs calls f for all hashes that an app's state ever gave to [Tx.Saw] and still holds, until f returns false: for
// a store that has to learn them again.
func SeenCIDs(r Reader, app AppName, f func(hash uint64) bool) error {
	for _, class := range []string{"cids", "cidruns"} {
		more, err := true, error(nil)
		scanErr := r.Scan(prefix(app, class), nil, false, func(_, v []byte) bool {
			more, err = seenCIDs(v, f)
			return more
		})
		if err := orFirst(scanErr, err); !more || err != nil {
			return err
		}
	}
	return nil
}

func seenCIDs(v []byte, f func(hash uint64) bool) (more bool, err error) {
	b, err := decodeCIDBlock(v)
	if err != nil {
		return false, err
	}
	for e, err := range eachCID(b.cids) {
		if err != nil || !f(e.hash) {
			return false, err
		}
	}
	return true, nil
}

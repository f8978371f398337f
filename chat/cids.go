package chat

import (
	"encoding/binary"
	"encoding/json"
	"hash/crc32"
	"slices"
)

// A cid means the same message for DedupWindow. What a user sent to a conversation is remembered in blocks: the newest
// cids stand in the user's record of the conversation, which is written with each of its messages anyway; when they are
// many they get a key of their own, and many of those become one run. That costs a tenth of a key for each cid.

const (
	cidBlock = 16 // cids in the record and in a fresh block
	cidMerge = 64 // blocks that become one
	cidWidth = 12 // bytes of an entry beside its seq: hash and sum
	fnvStart = 14695981039346656037
	fnvPrime = 1099511628211
)

// sent is what a user sent to a conversation.
type sent struct {
	count  uint64 // messages that count as unread to others
	last   uint64 // seq of the newest of these
	blocks uint64 // full blocks of cids ever made
	cids   []byte // of the newest messages: up to cidBlock entries, the oldest first
}

func getSent(r Reader, app AppName, u UserID, c Conversation) (st sent, err error) {
	b, err := r.Get(sentKey(app, u, c))
	if b == nil || err != nil {
		return st, err
	}
	return decodeSent(b)
}

func decodeSent(b []byte) (st sent, err error) {
	st.cids, err = numbers(b, &st.count, &st.last, &st.blocks)
	return st, err
}

// sentRoom is how many bytes an encoded record may need beside its cids and those of one more message.
const sentRoom = 3*binary.MaxVarintLen64 + cidWidth + binary.MaxVarintLen64

func (s *state) setSent(u UserID, c Conversation, st *sent) error {
	b := appendNumbers(make([]byte, 0, len(st.cids)+sentRoom), st.count, st.last, st.blocks)
	return s.set(sentKey(s.app, u, c), append(b, st.cids...))
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

// eachCID calls f for the entries of a block until f returns false.
func eachCID(b []byte, f func(cidEntry) bool) error {
	for len(b) > 0 {
		if len(b) <= cidWidth {
			return errCorrupt
		}
		e := cidEntry{hash: binary.LittleEndian.Uint64(b), sum: binary.LittleEndian.Uint32(b[8:])}
		var err error
		if b, err = numbers(b[cidWidth:], &e.seq); err != nil {
			return err
		}
		if !f(e) {
			return nil
		}
	}
	return nil
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
func (op *sendMessage) seenBefore(s *state, conv Conversation, st sent, e cidEntry, now int64) (first *Receipt, err error) {
	look := func(block []byte) error {
		var at []cidEntry
		if err := eachCID(block, func(known cidEntry) bool {
			if known.hash == e.hash {
				at = append(at, known)
			}
			return true
		}); err != nil {
			return err
		}
		for _, known := range at {
			if first, err = op.sameAs(s, conv, known, e, now); first != nil || err != nil {
				return err
			}
		}
		return nil
	}
	if err := look(st.cids); first != nil || err != nil || st.blocks == 0 || s.tx.Unseen(e.hash) {
		return first, err
	}
	err = s.eachCIDBlock(op.From, conv, st, func(_ []byte, ts uint64, entries []byte) (bool, error) {
		if now-int64(ts) > DedupWindow {
			return false, nil
		}
		err := look(entries)
		return first == nil, err
	})
	return first, err
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
	if err := eachCID(st.cids, func(cidEntry) bool { n++; return true }); err != nil {
		return err
	}
	if n == cidBlock {
		if err := s.addCIDBlock(u, conv, st, e.seq-1, now); err != nil {
			return err
		}
		st.cids = nil
	}
	st.cids = appendCID(slices.Clip(st.cids), e)
	return nil
}

// addCIDBlock gives the record's cids a key of their own. upTo is not lower than any seq in it.
func (s *state) addCIDBlock(u UserID, conv Conversation, st *sent, upTo uint64, now int64) error {
	if err := eachCID(st.cids, func(e cidEntry) bool { s.tx.Saw(e.hash); return true }); err != nil {
		return err
	}
	block := append(appendNumbers(make([]byte, 0, len(st.cids)+binary.MaxVarintLen64), uint64(now)), st.cids...)
	if err := s.set(cidBlockKey(s.app, u, conv, upTo), block); err != nil {
		return err
	}
	if st.blocks++; st.blocks%cidMerge > 0 {
		return nil
	}
	return s.mergeCIDBlocks(u, conv, upTo, now)
}

// mergeCIDBlocks makes all blocks into a run, and forgets runs past the window.
func (s *state) mergeCIDBlocks(u UserID, conv Conversation, upTo uint64, now int64) error {
	var gone, blocks [][]byte
	if err := eachCIDIn(s.tx, prefix(s.app, "cids", string(u), string(conv)), true, func(k []byte, _ uint64, entries []byte) (bool, error) {
		gone, blocks = append(gone, slices.Clone(k)), append(blocks, slices.Clone(entries))
		return len(blocks) < cidMerge, nil
	}); err != nil {
		return err
	}
	slices.Reverse(blocks)
	run := append(appendNumbers(nil, uint64(now)), slices.Concat(blocks...)...)
	if err := eachCIDIn(s.tx, prefix(s.app, "cidruns", string(u), string(conv)), false, func(k []byte, ts uint64, _ []byte) (bool, error) {
		old := now-int64(ts) > DedupWindow
		if old {
			gone = append(gone, slices.Clone(k))
		}
		return old && len(gone) < 2*cidMerge, nil
	}); err != nil {
		return err
	}
	for _, k := range gone {
		if err := s.delete(k); err != nil {
			return err
		}
	}
	return s.set(cidRunKey(s.app, u, conv, upTo), run)
}

// eachCIDBlock calls f for blocks and then runs, the newest first, until f returns false. It stops at the oldest block:
// behind it are only deleted ones, which are slow to pass.
func (s *state) eachCIDBlock(u UserID, conv Conversation, st sent, f func(key []byte, ts uint64, entries []byte) (bool, error)) error {
	left, more := st.blocks%cidMerge, true
	if left > 0 {
		if err := eachCIDIn(s.tx, prefix(s.app, "cids", string(u), string(conv)), true, func(k []byte, ts uint64, entries []byte) (_ bool, err error) {
			left--
			more, err = f(k, ts, entries)
			return more && left > 0, err
		}); err != nil {
			return err
		}
	}
	if !more || st.blocks < cidMerge {
		return nil
	}
	return eachCIDIn(s.tx, prefix(s.app, "cidruns", string(u), string(conv)), true, f)
}

func eachCIDIn(r Reader, prefix []byte, backward bool, f func(key []byte, ts uint64, entries []byte) (bool, error)) error {
	var err error
	scanErr := r.Scan(prefix, nil, backward, func(k, b []byte) (more bool) {
		var ts uint64
		if b, err = numbers(b, &ts); err == nil {
			more, err = f(k, ts, b)
		}
		return more && err == nil
	})
	return orFirst(scanErr, err)
}

// SeenCIDs calls f for all hashes that an app's state ever gave to [Tx.Saw] and still holds, until f returns false: for
// a store that has to learn them again.
func SeenCIDs(r Reader, app AppName, f func(hash uint64) bool) error {
	more := true
	for _, class := range []string{"cids", "cidruns"} {
		err := eachCIDIn(r, prefix(app, class), false, func(_ []byte, _ uint64, entries []byte) (bool, error) {
			err := eachCID(entries, func(e cidEntry) bool { more = f(e.hash); return more })
			return more, err
		})
		if !more || err != nil {
			return err
		}
	}
	return nil
}

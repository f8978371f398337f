package chat

import (
	"encoding/binary"
	"slices"
)

// The change feed says, position by position, what changed where. Consumers beside the message path (search, webhooks)
// read it in order; positions also order what a user has seen.

// feedBlock is how many positions one record of the feed holds: within a batch they become one write.
const feedBlock = 16

// Kinds of entries of the feed.
const (
	feedMessage = 'm' // a message: conversation, seq
	feedRead    = 'r' // somebody read a conversation up to seq
)

// feed appends an entry and gives its position.
func (s *state) feed(kind byte, conv Conversation, seq uint64) (pos uint64, err error) {
	if pos, err = feedPos(s.tx, s.app); err != nil {
		return 0, err
	}
	pos++
	block, err := s.tx.Get(feedKey(s.app, pos))
	if err != nil {
		return 0, err
	}
	block = slices.Grow(slices.Clip(block), len(conv)+16)
	block = appendNumbers(append(block, kind), seq, uint64(len(conv)))
	block = append(block, conv...)
	if err := s.set(feedKey(s.app, pos), block); err != nil {
		return 0, err
	}
	return pos, s.set(posKey(s.app), binary.AppendUvarint(nil, pos))
}

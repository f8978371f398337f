package chat

import (
	"cmp"
	"fmt"
	"slices"
)

// contents takes the content of messages whose time has run out.
func (op *purge) contents(s *state, done *Purged) error {
	from := prefix(s.app, "expire")
	keys, err := op.expired(s, from, true, func(k, _ []byte) bool { return int64(lastNumber(k[:len(from)+8])) <= s.at })
	for _, k := range keys {
		if err != nil {
			return err
		}
		conv, seq := Conversation(k[len(from)+9:len(k)-9]), lastNumber(k)
		err = s.expire(conv, seq, k)
	}
	done.More = done.More || len(keys) == op.Most
	return err
}

// changing reads a message to change it, whoever may see it; nil when it is gone.
func (s *state) changing(conv Conversation, seq uint64) (*changing, error) {
	c := &changing{conv: conv}
	b, err := s.tx.Get(messageKey(s.app, conv, seq))
	if b == nil || err != nil {
		return nil, err
	}
	if c.stored, err = decodeMessage(b); err != nil {
		return nil, err
	}
	if c.Message, err = DecodeMessage(slices.Clone(c.stored.payload)); err != nil {
		return nil, err
	}
	c.head, err = getHead(s.tx, s.app, conv)
	return c, err
}

func (s *state) expire(conv Conversation, seq uint64, k []byte) error {
	c, err := s.changing(conv, seq)
	if c == nil || err != nil {
		return cmp.Or(err, s.delete(k))
	}
	if err := c.takeContent(s); err != nil {
		return err
	}
	c.Type = TypeNone // its cid stays: sent again, it is the same message [PROTOCOL 4.4]
	if err := c.save(s, "message.expired", ""); err != nil {
		return fmt.Errorf("expire %s %d: %w", conv, seq, err)
	}
	return nil
}

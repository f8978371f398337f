package chat

import (
	"encoding/json"
	"slices"
)

// sight is what one reader may see of a conversation's messages.
type sight struct {
	r      Reader
	app    AppName
	conv   Conversation
	me     UserID // empty: the app's key, which sees all
	erased uint64 // the newest message that the reader deleted for himself
	now    int64  // ms
}

// message reads a stored message as the reader sees it: a placeholder with its seq where there is nothing for him.
func (g *sight) message(seq uint64, stored []byte) (Message, error) {
	m, err := decodeMessage(stored)
	if err != nil {
		return Message{}, err
	}
	full, err := DecodeMessage(slices.Clone(m.payload))
	if err != nil {
		return Message{}, err
	}
	hidden := m.flags&expiring > 0 && full.Expires <= g.now && full.Type != TypeRecalled
	if g.me != "" && !hidden {
		hidden = m.flags&targeted > 0 && !full.For(g.me)
		if !hidden && g.erased >= seq {
			b, err := g.r.Get(erasedKey(g.app, g.me, g.conv, seq))
			if err != nil {
				return Message{}, err
			}
			hidden = b != nil
		}
	}
	if hidden {
		return placeholder(full), nil
	}
	if full.Thread != nil {
		full.Thread, err = full.Thread.fill(g)
	}
	return full, err
}

// placeholder is what stands in a message's place for whom it is not.
func placeholder(m Message) Message {
	return Message{ID: m.ID, To: m.To, Seq: m.Seq, TS: m.TS, Type: TypeNone, Body: json.RawMessage("{}")}
}

package chat

import (
	"encoding/json"
	"slices"
)

// MaxCarried bounds the uploads that a message may name beside its own file; more are not passed on.
const MaxCarried = 300

// mayCarry tells whether messages of a type can name uploads beside their own file.
func mayCarry(typ string) bool { return typ == "video" || typ == "combine" }

// carriedBy gives the uploads that a message's body names beside its own file: the cover of a video, and what the messages
// of a combine name. Each comes once.
func carriedBy(typ string, body json.RawMessage) (ids []string) {
	add := func(found ...string) {
		for _, id := range found {
			if id != "" && len(ids) < MaxCarried && !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
	}
	switch typ {
	case "video":
		var b struct {
			Cover string `json:"cover"`
		}
		if json.Unmarshal(body, &b) == nil {
			add(b.Cover)
		}
	case "combine":
		var b struct {
			Messages []struct {
				Type string          `json:"type"`
				Body json.RawMessage `json:"body"`
			} `json:"messages"`
		}
		_ = json.Unmarshal(body, &b) // it was checked
		for _, m := range b.Messages {
			add(fileNamed(m.Type, m.Body))
			add(carriedBy(m.Type, m.Body)...)
		}
	}
	return ids
}

// carry notes the uploads that a message names beside its own file, as far as its sender may read them: who reads the
// message may load them. Others are names without a file.
func (s *state) carry(conv Conversation, seq uint64, m *Message, may func(File) (bool, error)) error {
	if !mayCarry(m.Type) {
		return nil
	}
	var kept []string
	for _, id := range carriedBy(m.Type, m.Body) {
		f, err := getFile(s.tx, s.app, id)
		if AsErrorCode(err) == CodeNoFile {
			continue
		}
		if err != nil {
			return err
		}
		if ok, err := may(f); err != nil {
			return err
		} else if !ok {
			continue
		}
		if err := s.use(f, conv); err != nil {
			return err
		}
		kept = append(kept, id)
	}
	if len(kept) == 0 {
		return nil
	}
	return s.setJSON(carriedKey(s.app, conv, seq), kept)
}

// drop notes that a message is gone which named uploads beside its own file.
func (s *state) drop(conv Conversation, seq uint64, typ string) error {
	if !mayCarry(typ) {
		return nil
	}
	var ids []string
	if there, err := getJSON(s.tx, carriedKey(s.app, conv, seq), &ids); !there || err != nil {
		return err
	}
	for _, id := range ids {
		if err := s.detach(id, conv); err != nil {
			return err
		}
	}
	return s.delete(carriedKey(s.app, conv, seq))
}

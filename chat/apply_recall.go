package chat

import (
	"encoding/json"
)

// recallMessage takes a message back: its sender for a while, who moderates and the app's key at any time.
type recallMessage struct {
	target
	Reason string `json:"reason,omitempty"`
}

func (op *recallMessage) apply(s *state) (any, error) {
	c, err := op.find(s)
	if err != nil {
		return nil, err
	}
	if err := op.mayRecall(s, c); err != nil {
		return nil, err
	}
	err = c.recall(s, op.User, op.Reason)
	return c.Message, err
}

// recall leaves of a message its place in the history; by is empty when it was the app.
func (c *changing) recall(s *state, by UserID, reason string) error {
	if err := c.takeContent(s); err != nil {
		return err
	}
	c.Type, c.Recalled = TypeRecalled, &Recalled{TS: s.at, By: by, Reason: reason}
	return c.save(s, "message.recalled", by)
}

func (op *recallMessage) mayRecall(s *state, c *changing) error {
	if op.Admin {
		return nil
	}
	if may, err := s.moderates(c.To, op.User); may || err != nil {
		return err
	}
	if c.From != op.User {
		return Errorf(CodeForbidden, "only who sent a message may recall it, and who moderates a group or chatroom")
	}
	a, err := getApp(s.tx, s.app)
	if err != nil {
		return err
	}
	if s.at-c.TS > a.Settings.RecallWindow*1000 {
		return Errorf(CodeTooLate, "a message may be recalled for %d s", a.Settings.RecallWindow)
	}
	return nil
}

// editMessage replaces the content of a txt or custom message.
type editMessage struct {
	target
	Body json.RawMessage `json:"body"`
	Ext  json.RawMessage `json:"ext,omitempty"` // nil: as it was
}

func (op *editMessage) apply(s *state) (any, error) {
	c, err := op.find(s)
	if err != nil {
		return nil, err
	}
	if err := op.mayReach(s); err != nil {
		return nil, err
	}
	if c.From != op.User && !op.Admin {
		return nil, Errorf(CodeForbidden, "only who sent a message may edit it")
	}
	if c.Type != "txt" && c.Type != "custom" {
		return nil, Errorf(CodeInvalid, "a message of type %s cannot be edited, txt and custom can", c.Type).At("type")
	}
	if err := checkBody(c.Type, op.Body, 0); err != nil {
		return nil, err
	}
	times := 1
	if c.Edited != nil {
		if times += c.Edited.Times; times > MaxEdits {
			return nil, Errorf(CodeTooMany, "the message was edited %d times, more are not allowed", MaxEdits)
		}
	}
	c.Body, c.Edited = op.Body, &Edited{Times: times, TS: s.at, By: op.User}
	if op.Ext != nil {
		c.Ext = op.Ext
	}
	return c.Message, c.save(s, "message.edited", op.User)
}

package chat

import (
	"bytes"
	"context"
	"encoding/json"
)

// Rules say what the world thinks of a message before it becomes a command: how fast its sender writes, which words it
// holds, what the app's own server answers.
type Rules interface {
	// Of gives the rules of an app, by its settings and word lists as they are now; CodeNoApp when there is no such app.
	Of(AppName) (AppRules, error)
	// Loaded returns once the word lists that are on disk now are in force, or ctx ends.
	Loaded(ctx context.Context, app AppName) error
}

// AppRules are the rules of one app. Their methods do not block.
type AppRules interface {
	// Rate refuses a message that its sender, its group, its chatroom or the app has no room for: CodeRateLimited, with
	// the seconds to wait.
	Rate(from UserID, to Address) error
	// Filter gives what the word lists make of a text; nil when there are none.
	Filter() Filter
	// Asks tells whether Ask may have anything to do with a message: there is a hook for its kind of conversation, or
	// messages before it wait for one.
	Asks(kind Kind) bool
	// Ask has the app's hook asked about a draft, and calls answered with what it made of it: later, and for the messages
	// of one sender in one conversation in the order of the calls of Ask. It tells whether answered is going to be
	// called; if not, the message goes on as it is. It returns CodeOverloaded when too much waits for the hook.
	Ask(c Caller, d Draft, answered func(Draft, error)) (asked bool, err error)
	// Hits counts what was found of each word list since the start.
	Hits() map[string]uint64
}

// Filter gives a text as it may be sent, or refuses it with CodeWordRefused.
type Filter func(text string) (string, error)

// admit asks the app's rules about a message and proposes what comes of it. A caller with the app's key may write as
// fast as it likes.
func (s *Service) admit(c Caller, d Draft, origin Origin, done func(*Outcome)) error {
	if s.rules == nil {
		return s.propose(c, d, origin, done)
	}
	rules, err := s.rules.Of(c.App)
	if err != nil {
		return err
	}
	if !c.Admin {
		if err := rules.Rate(c.User, d.To); err != nil {
			return err
		}
	}
	if f := rules.Filter(); f != nil && d.Type == "txt" {
		body, err := filterBody(f, d.Body)
		if err != nil {
			return err
		}
		if body != nil {
			d.said, d.Body = d.sum(), body
		}
	}
	if rules.Asks(d.To.Kind) {
		return s.ask(rules, c, d, origin, done)
	}
	return s.propose(c, d, origin, done)
}

// ask proposes what the app's hook makes of a message.
func (s *Service) ask(rules AppRules, c Caller, d Draft, origin Origin, done func(*Outcome)) error {
	asked, err := rules.Ask(c, d, func(answer Draft, err error) {
		if err == nil {
			err = s.propose(c, answer, origin, done)
		}
		if err != nil && done != nil {
			done(&Outcome{Err: err})
		}
	})
	if asked || err != nil {
		return err
	}
	return s.propose(c, d, origin, done)
}

// filterText gives the body of a message of this type as the app's word lists let it pass. Everything that changes
// what others read of a message calls it before its command.
func (s *Service) filterText(app AppName, typ string, body json.RawMessage) (json.RawMessage, error) {
	if s.rules == nil || typ != "txt" {
		return body, nil
	}
	rules, err := s.rules.Of(app)
	if err != nil {
		return nil, err
	}
	f := rules.Filter()
	if f == nil {
		return body, nil
	}
	changed, err := filterBody(f, body)
	if changed == nil {
		changed = body
	}
	return changed, err
}

// filterBody puts the text of a txt through a filter; nil: nothing changed. Whatever a client might take for the text
// goes through it: members of the same name, and names written with escapes.
func filterBody(f Filter, body json.RawMessage) (changed json.RawMessage, err error) {
	var room [1]string
	texts, differ := room[:0], false
	members(body, func(name, value []byte) bool {
		if old, ok := textOf(name, value); ok {
			var text string
			if text, err = f(old); err == nil {
				texts, differ = append(texts, text), differ || text != old
			}
		}
		return err == nil
	})
	if err != nil || !differ {
		return nil, err
	}
	changed = append(make(json.RawMessage, 0, len(body)+8), '{')
	members(body, func(name, value []byte) bool {
		if len(changed) > 1 {
			changed = append(changed, ',')
		}
		changed = append(append(append(changed, '"'), name...), `":`...)
		if _, ok := textOf(name, value); ok {
			changed, texts = appendString(changed, texts[0]), texts[1:]
		} else {
			changed = append(changed, value...)
		}
		return true
	})
	return append(changed, '}'), nil
}

// textOf gives the value of a member that is a txt's text.
func textOf(name, value []byte) (string, bool) {
	if string(name) != "text" {
		if bytes.IndexByte(name, '\\') < 0 {
			return "", false
		}
		plainName, ok := plain(append(append([]byte{'"'}, name...), '"'))
		if !ok || plainName != "text" {
			return "", false
		}
	}
	return plain(value)
}

// sum is what a cid stands for: the message as its sender wrote it.
func (d *Draft) sum() *uint32 {
	if d.said != nil {
		return d.said
	}
	sum := sumOf(d.Type, d.Body, d.Ext)
	return &sum
}

// Changed gives the draft with another body and ext, checked as one that a client sends. A cid still means what the
// sender wrote.
func (d Draft) Changed(body, ext json.RawMessage) (Draft, error) {
	d.said = d.sum()
	d.Body, d.Ext, d.valid = body, ext, false
	return d, d.check()
}

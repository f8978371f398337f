package chat

import (
	"encoding/json"
	"slices"
)

// putLink makes a link, or replaces what it is; what waits for it stays.
type putLink struct {
	Link     Link    `json:"link"`
	ID       string  `json:"id"` // of a new one
	Password *string `json:"password,omitempty"`
}

func (op *putLink) apply(s *state) (any, error) {
	l := op.Link
	was, err := getLink(s.tx, s.app, l.Name)
	switch {
	case AsErrorCode(err) == CodeNotFound:
		if was, err = op.first(s); err != nil {
			return nil, err
		}
	case err != nil:
		return nil, err
	case was.File && !l.File:
		return nil, Errorf(CodeForbidden, "the link %q stands in the server's configuration file: change it there", l.Name)
	}
	l.ID, l.Created, l.Changed, l.Password = was.ID, was.Created, max(s.at, was.Changed+1), was.Password
	if op.Password != nil {
		l.Password = *op.Password
	}
	l.Forget = l.forgotten(was)
	place, err := getLinkPlace(s.tx, s.app, l.ID)
	if err != nil {
		return nil, err
	}
	if place == nil {
		place = &linkPlace{first: 1, next: 1}
	}
	place.most = uint64(l.Queue)
	if err := s.setLinkPlace(l.ID, place); err != nil {
		return nil, err
	}
	s.emit(&RulesChanged{App: s.app})
	s.emit(&LinksChanged{App: s.app})
	return l, s.setJSON(linkKey(s.app, l.Name), storedLink{l, l.ID, l.Password, l.Forget})
}

// first gives the record of a link that is new.
func (op *putLink) first(s *state) (Link, error) {
	all, err := getLinks(s.tx, s.app)
	if err == nil && len(all) >= MaxLinks {
		err = Errorf(CodeTooMany, "an app may have %d links", MaxLinks)
	}
	return Link{ID: op.ID, Created: s.at}, err
}

// forgotten lists the filters of before that the link has no more.
func (l *Link) forgotten(was Link) []string {
	has := func(filter string) bool {
		return slices.ContainsFunc(l.Inward(), func(t LinkTopic) bool { return t.Filter == filter })
	}
	var all []string
	if l.Address != was.Address || l.ClientID != was.ClientID {
		return nil // another session
	}
	for _, t := range was.Inward() {
		if !has(t.Filter) {
			all = append(all, t.Filter)
		}
	}
	for _, f := range was.Forget {
		if !has(f) && !slices.Contains(all, f) && len(all) < maxLinkForgotten {
			all = append(all, f)
		}
	}
	return all
}

func getLink(r Reader, app AppName, name string) (Link, error) {
	var st storedLink
	found, err := getJSON(r, linkKey(app, name), &st)
	if err == nil && !found {
		err = Errorf(CodeNotFound, "there is no link %q", clip(name))
	}
	return st.link(), err
}

func (st *storedLink) link() Link {
	l := st.Link
	l.ID, l.Password, l.Forget = st.ID, st.Password, st.Forget
	return l
}

func getLinks(r Reader, app AppName) (all []Link, err error) {
	scanErr := r.Scan(prefix(app, "link"), nil, false, func(_, v []byte) bool {
		var st storedLink
		if err = json.Unmarshal(v, &st); err == nil {
			all = append(all, st.link())
		}
		return err == nil
	})
	return all, orFirst(scanErr, err)
}

// dropLink removes a link; what waited for it goes by purge.
type dropLink struct {
	Name string `json:"name"`
	File bool   `json:"file,omitempty"` // it stands in the configuration file no more
}

func (op *dropLink) apply(s *state) (any, error) {
	l, err := getLink(s.tx, s.app, op.Name)
	switch {
	case err != nil:
		return nil, err
	case l.File && !op.File:
		return nil, Errorf(CodeForbidden, "the link %q stands in the server's configuration file: remove it there", op.Name)
	}
	s.emit(&RulesChanged{App: s.app})
	s.emit(&LinksChanged{App: s.app})
	if err := s.set(linkGoneKey(s.app, l.ID), []byte{1}); err != nil {
		return nil, err
	}
	for _, k := range [][]byte{linkKey(s.app, op.Name), linkPlaceKey(s.app, l.ID)} {
		if err := s.delete(k); err != nil {
			return nil, err
		}
	}
	return nil, nil
}

// LinkTarget is a link over which a message passes.
type LinkTarget struct {
	ID    string `json:"id"`
	Topic string `json:"topic"` // as it is called there
	QoS   byte   `json:"qos"`
}

// queueLink has a message wait for links. One that is gone gets nothing.
type queueLink struct {
	Links   []LinkTarget `json:"links"`
	Message LinkMessage  `json:"message"` // but for topic and QoS
}

func (op *queueLink) apply(s *state) (any, error) {
	for _, t := range op.Links {
		p, err := getLinkPlace(s.tx, s.app, t.ID)
		if err != nil {
			return nil, err
		}
		if p == nil {
			continue
		}
		m := op.Message
		m.Topic, m.QoS = t.Topic, t.QoS
		if err := s.queueOn(t.ID, p, &m); err != nil {
			return nil, err
		}
	}
	return nil, nil
}

// queueOn has a message wait for a link; the oldest goes when there are too many.
func (s *state) queueOn(id string, p *linkPlace, m *LinkMessage) error {
	if err := s.set(linkQueueKey(s.app, id, p.next), m.encode()); err != nil {
		return err
	}
	for p.next++; p.next-p.first > p.most; p.first++ {
		if err := s.delete(linkQueueKey(s.app, id, p.first)); err != nil {
			return err
		}
		p.dropped++
	}
	s.emit(&LinkQueued{App: s.app, ID: id})
	return s.setLinkPlace(id, p)
}

// passLink removes what the other broker has: up to a seq, and up to Most messages. Its value tells whether there is more.
type passLink struct {
	ID   string `json:"id"`
	UpTo uint64 `json:"up_to"`
	Most int    `json:"most"`
}

func (op *passLink) apply(s *state) (any, error) {
	p, err := getLinkPlace(s.tx, s.app, op.ID)
	if p == nil || err != nil {
		return false, err
	}
	for n := 0; p.first <= op.UpTo && p.first < p.next; p.first++ {
		if n++; n > op.Most {
			return true, s.setLinkPlace(op.ID, p)
		}
		if err := s.delete(linkQueueKey(s.app, op.ID, p.first)); err != nil {
			return nil, err
		}
	}
	return false, s.setLinkPlace(op.ID, p)
}

// links removes what waited for links that are gone.
func (op *purge) links(s *state, done *Purged) error {
	id := ""
	if err := s.tx.Scan(prefix(s.app, "linkgone"), nil, false, func(k, _ []byte) bool {
		id = lastPart(k)
		return false
	}); err != nil || id == "" {
		return err
	}
	more, err := s.deletePrefix(prefix(s.app, "linkqueue", id), op.Most)
	done.More = true // of another link, too
	if err != nil || more {
		return err
	}
	return s.delete(linkGoneKey(s.app, id))
}

package chat

import (
	"bytes"
	"strings"
)

// pattern is a filter to compare keys of retained messages with.
type pattern struct {
	levels []string // without a # at the end
	deep   bool     // there was one
	leap   []byte   // where to go on; overwritten by each look
}

func newPattern(filter string) *pattern {
	p := &pattern{levels: strings.Split(filter, "/")}
	if last := len(p.levels) - 1; p.levels[last] == "#" {
		p.levels, p.deep = p.levels[:last], true
	}
	return p
}

// fixed is what all keys that match begin with, and whether the filter means one topic alone.
func (p *pattern) fixed() (beginning string, one bool) {
	for i, l := range p.levels {
		if l == "+" {
			return strings.Join(p.levels[:i], "\x00"), false
		}
	}
	return strings.Join(p.levels, "\x00"), !p.deep
}

// look tells whether a key matches, and from where on the next one may be: nil for nowhere. So a walk passes over whole
// branches that the filter does not mean.
func (p *pattern) look(k []byte) (match bool, next []byte) {
	at, wild := 0, -1 // wild: the end of the last level for which + stands, whose siblings come into question
	for _, want := range p.levels {
		if at > len(k) { // the topic is too short: some of those below it are not
			p.leap = append(append(p.leap[:0], k...), 0)
			if want != "+" {
				p.leap = append(p.leap, want...)
			}
			return false, p.leap
		}
		end := len(k)
		if i := bytes.IndexByte(k[at:], 0); i >= 0 {
			end = at + i
		}
		level := k[at:end]
		switch {
		case want == "+":
			wild = end
			if at == 0 && own(k) {
				return false, p.after(k, wild)
			}
		case string(level) < want:
			p.leap = append(append(p.leap[:0], k[:at]...), want...)
			return false, p.leap
		case string(level) > want:
			return false, p.after(k, wild)
		}
		at = end + 1
	}
	if p.deep {
		if len(p.levels) == 0 && own(k) {
			return false, append(p.leap[:0], '$'+1)
		}
		p.leap = append(append(p.leap[:0], k...), 0)
		return true, p.leap
	}
	return at > len(k), p.after(k, wild)
}

// own tells whether a topic is one that wildcards on the first level do not mean [MQTT-4.7.2-1].
func own(k []byte) bool { return len(k) > 0 && k[0] == '$' }

// after is where the next sibling of the level that ends at wild may be.
func (p *pattern) after(k []byte, wild int) []byte {
	if wild < 0 {
		return nil
	}
	p.leap = append(append(p.leap[:0], k[:wild]...), 1)
	return p.leap
}

// Bounds of a page of retained messages.
const (
	retainedPageBytes = 64 << 10
	retainedLookMost  = 10_000 // keys that are looked at, so that a page is quick when few match
)

// retainedPage reads the retained messages that a filter means, in the order of their keys, after a topic ("": from the
// first): most at most. next is the topic after which to go on, "" at the end; there may be one after an empty page, too.
func retainedPage(r Reader, app AppName, filter, after string, most int) (page []RetainedMessage, next string, err error) {
	p := newPattern(filter)
	beginning, one := p.fixed()
	if one {
		k := retainedKey(app, filter)
		b, err := r.Get(k)
		if b == nil || err != nil {
			return nil, "", err
		}
		m, err := decodeRetained(filter, bytes.Clone(b))
		return []RetainedMessage{m}, "", err
	}
	base := prefix(app, string(retainedTopics))
	var from []byte
	if after != "" {
		from = append(retainedKey(app, after), 0)
	}
	var leap []byte
	looked, size := 0, uint64(0)
	var bad error
	walked := r.Walk(append(base[:len(base):len(base)], beginning...), from, func(k []byte, value func() ([]byte, error)) []byte {
		match, on := p.look(k[len(base):])
		if looked++; match {
			topic := unlevelled(k[len(base):])
			b, err := value()
			if err != nil {
				bad = err
				return nil
			}
			m, err := decodeRetained(topic, b)
			if err != nil {
				bad = err
				return nil
			}
			page, size = append(page, m), size+m.size()
		}
		if on == nil {
			return nil
		}
		if len(page) >= most || size >= retainedPageBytes || looked >= retainedLookMost {
			next = unlevelled(k[len(base):])
			return nil
		}
		leap = append(append(leap[:0], base...), on...)
		return leap
	})
	return page, next, orFirst(bad, walked)
}

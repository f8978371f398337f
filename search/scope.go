package search

import (
	"bytes"
	"strconv"

	"github.com/hongyan-im/hongyan/chat"
)

// scope is what of an app may be found.
type scope struct {
	user   chat.UserID // "": all of the app
	conv   chat.Conversation
	groups map[chat.Conversation]chat.Span // of the user
}

// groupTerms is how many groups of a user are looked up by their terms. A user of more is in so many groups that it is
// cheaper to look at each hit.
const groupTerms = 64

// byTerms tells that the user's conversations are looked up by their terms.
func (s scope) byTerms() bool { return s.user != "" && s.conv == "" && len(s.groups) <= groupTerms }

// byHit tells that hits are compared with the groups one by one: when they are not looked up by their terms, or when the
// user may read only a part of some.
func (s scope) byHit() bool {
	if s.user != "" && s.conv == "" && len(s.groups) > groupTerms {
		return true
	}
	for _, span := range s.groups {
		if span.First > 1 {
			return true
		}
	}
	return false
}

// has decides about a hit by its id.
func (s scope) has(id []byte) bool {
	i := bytes.LastIndexByte(id, '#')
	conv := chat.Conversation(id[:max(i, 0)])
	if span, member := s.groups[conv]; member {
		seq, err := strconv.ParseUint(string(id[i+1:]), 10, 64)
		return err == nil && span.Has(seq)
	}
	if conv.Kind() != chat.KindUser {
		return false
	}
	a, b := conv.Pair()
	return a == s.user || b == s.user
}

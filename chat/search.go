package chat

// Limits of a search.
const (
	MaxSearchQuery = 256 // bytes of the words to search for
	MaxSearchPage  = 50  // messages on a page
)

// SearchOrder says which hits come first.
type SearchOrder string

// The orders of a search.
const (
	NewestFirst SearchOrder = "newest"
	BestFirst   SearchOrder = "best"
)

// SearchQuery asks for messages by their text. All but Text may be left out.
type SearchQuery struct {
	Text         string
	Conversation Address // only this one; the zero Address: all
	Sender       UserID
	Type         string
	Since, Until int64 // ms; the first included, the last not
	Order        SearchOrder
	Cursor       string
	Limit        int // 1 to MaxSearchPage; 0: 20
}

// SearchHit is a message that was found.
type SearchHit struct {
	Conversation Address         `json:"conversation" doc:"Where it is, as the one who asks sees it; over a whole app: where it was sent to"`
	Message      Message         `json:"message"`
	Fragment     []SearchExcerpt `json:"fragment" doc:"The text around the first match, in pieces"`
}

// SearchExcerpt is a piece of a message's text.
type SearchExcerpt struct {
	Text string `json:"text"`
	Hit  bool   `json:"hit,omitempty" doc:"This piece is what was searched for"`
}

// SearchPage is part of what a search found.
type SearchPage struct {
	Hits   []SearchHit `json:"hits"`
	Behind uint64      `json:"behind,omitempty" doc:"So many changes of the app are not in the index yet; what they changed may be missing"`
	Next   string      `json:"next,omitempty" doc:"Cursor of the next page; absent on the last"`
}

// SearchState tells how far an app's index is.
type SearchState struct {
	State     string `json:"state" enum:"ready,building,rebuilding" doc:"ready: searches are answered. building: there is no index yet, searches get index_building. rebuilding: the old index answers until the new one is ready"`
	Messages  uint64 `json:"messages" doc:"In the index that answers"`
	Position  uint64 `json:"position" doc:"Up to this change of the app the index is complete; of the new one while it is built"`
	Positions uint64 `json:"positions" doc:"Changes there are"`
}

// Span is a range of seqs, both ends included.
type Span struct{ First, Last uint64 }

// Has tells whether a seq is in the range.
func (s Span) Has(seq uint64) bool { return s.First <= seq && seq <= s.Last }

// VisibleGroups gives the groups that a user is a member of, with the seqs that the user may read there.
func (s *Service) VisibleGroups(app AppName, u UserID) (map[Conversation]Span, error) {
	return view1(s, func(r Reader) (map[Conversation]Span, error) {
		found := map[Conversation]Span{}
		user := prefix(app, "view", string(u))
		var err error
		scanErr := r.Scan(append(user[:len(user):len(user)], KindGroup...), nil, false, func(k, b []byte) bool {
			var v *view
			if v, err = decodeView(b); err == nil && v.member() {
				first, last := v.visible(head{seq: 1<<63 - 1})
				found[Conversation(k[len(user):])] = Span{first, last}
			}
			return err == nil
		})
		return found, orFirst(scanErr, err)
	})
}

// Read reads messages by reference, as they are now: nil for one that is gone, or that the caller may not read. The
// app's key without a user reads all.
func (s *Service) Read(c Caller, refs []Ref) ([]*Message, error) {
	return view1(s, func(r Reader) ([]*Message, error) {
		found := make([]*Message, len(refs))
		spans, sights := map[Conversation]Span{}, map[Conversation]*sight{}
		for i, ref := range refs {
			if sights[ref.Conv] == nil {
				var err error
				if spans[ref.Conv], err = spanFor(r, c, ref.Conv); err != nil {
					return nil, err
				}
				if sights[ref.Conv], err = s.sightOf(r, c, ref.Conv); err != nil {
					return nil, err
				}
			}
			if !spans[ref.Conv].Has(ref.Seq) {
				continue
			}
			b, err := r.Get(messageKey(c.App, ref.Conv, ref.Seq))
			if err != nil {
				return nil, err
			}
			if b == nil {
				continue
			}
			m, err := sights[ref.Conv].message(ref.Seq, b)
			if err != nil {
				return nil, err
			}
			if m.Type != TypeNone {
				found[i] = &m
			}
		}
		return found, nil
	})
}

// sightOf is what a caller sees of a conversation's messages.
func (s *Service) sightOf(r Reader, c Caller, conv Conversation) (*sight, error) {
	g := &sight{r: r, app: c.App, conv: conv, me: c.User, now: s.now().UnixMilli()}
	v, err := getView(r, c.App, c.User, conv)
	if v != nil {
		g.erased = v.erased
	}
	return g, err
}

// spanFor is what of a conversation a caller may read; an empty one instead of a refusal.
func spanFor(r Reader, c Caller, conv Conversation) (Span, error) {
	if c.User == "" {
		if !c.Admin {
			return Span{First: 1}, nil
		}
		return Span{Last: 1<<64 - 1}, nil
	}
	if conv.Kind() == KindUser {
		if a, b := conv.Pair(); c.User != a && c.User != b {
			return Span{First: 1}, nil
		}
	}
	_, _, first, last, err := visibleTo(r, c, conv.For(c.User))
	if err != nil && AsErrorCode(err) != CodeInternal {
		return Span{First: 1}, nil // a refusal: nothing of it
	}
	return Span{first, last}, err
}

// VisibleSpan gives the seqs of a conversation that the caller may read, or the error that its history would give. The
// app's key without a user may name a user: all of the user's 1:1 conversations.
func (s *Service) VisibleSpan(c Caller, with Address) (Span, error) {
	return view1(s, func(r Reader) (Span, error) {
		if c.User == "" && with.Kind == KindUser {
			st, err := getStanding(r, c.App, UserID(with.ID))
			if err == nil && st == nil {
				err = Errorf(CodeNoUser, "there is no user %q", with.ID)
			}
			return Span{Last: 1<<64 - 1}, err
		}
		_, _, first, last, err := visibleTo(r, c, with)
		return Span{first, last}, err
	})
}

// FileName gives the name under which a file was uploaded; empty when there is no such file.
func (s *Service) FileName(app AppName, id string) (string, error) {
	f, err := s.LinkedFile(app, id)
	if AsErrorCode(err) == CodeNoFile {
		return "", nil
	}
	return f.Name, err
}

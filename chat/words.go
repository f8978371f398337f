package chat

// Limits of word lists.
const (
	MaxWordLists = 10
	MaxWords     = 100_000 // in all lists of an app
	MaxWord      = 256     // bytes of a word
	MaxListName  = 64      // characters of the name of a list
)

// WordAction says what becomes of a text that holds a word of a list.
type WordAction string

// The actions.
const (
	WordsPass    WordAction = "pass"    // nothing: it is only counted
	WordsReplace WordAction = "replace" // a * stands for each character of the word
	WordsRefuse  WordAction = "refuse"  // the message is refused
)

// WordList is a list of words that an app does not want to be sent, or wants to know of.
type WordList struct {
	Name    string     `json:"name" doc:"1 to 64 of A-Z a-z 0-9 _ . -"`
	Action  WordAction `json:"action" enum:"pass,replace,refuse"`
	Words   int        `json:"words" doc:"How many"`
	Hits    uint64     `json:"hits" doc:"How often its words were found since the server started"`
	Changed int64      `json:"changed" doc:"Milliseconds since 1970"`
}

// storedList is a list as it is kept; its words have keys of their own, below the version that is in force.
type storedList struct {
	WordList
	Version string `json:"version"`
}

func wordListKey(a AppName, name string) []byte { return key(a, "words", name) }
func wordCountKey(a AppName, name, version string) []byte {
	return key(a, "wordcount", name, version)
}
func wordKey(a AppName, name, version, word string) []byte {
	return key(a, "word", name, version, word)
}

func getWordList(r Reader, app AppName, name string) (storedList, bool, error) {
	var l storedList
	found, err := getJSON(r, wordListKey(app, name), &l)
	return l, found, err
}

// getWordLists gives all lists of an app by name.
func getWordLists(r Reader, app AppName) (lists []storedList, err error) {
	var names []string
	scanErr := r.Scan(prefix(app, "words"), nil, false, func(k, _ []byte) bool {
		names = append(names, lastPart(k))
		return true
	})
	for _, n := range names {
		l, found, e := getWordList(r, app, n)
		if err = orFirst(err, e); err == nil && found {
			lists = append(lists, l)
		}
	}
	return lists, orFirst(scanErr, err)
}

// changeWords adds words to a version of a list, or removes them. A version that is not in force yet is a list being
// replaced; nobody is told before it is.
type changeWords struct {
	List    string   `json:"list"`
	Version string   `json:"version,omitempty"` // empty: the one in force
	Remove  bool     `json:"remove,omitempty"`
	Words   []string `json:"words"`
	Last    bool     `json:"last,omitempty"` // no more commands of the same request follow
}

func (op *changeWords) apply(s *state) (any, error) {
	l, found, err := getWordList(s.tx, s.app, op.List)
	if err != nil {
		return nil, err
	}
	inForce := op.Version == ""
	version := op.Version
	if inForce {
		if !found {
			return nil, noWordList(op.List)
		}
		version = l.Version
	}
	fresh, err := op.pick(s, version)
	if err != nil {
		return nil, err
	}
	count, err := s.wordCount(op.List, version)
	if err != nil {
		return nil, err
	}
	if op.Remove {
		count -= len(fresh)
	} else {
		count += len(fresh)
		if err := s.roomForWords(op.List, count); err != nil {
			return nil, err
		}
	}
	for _, w := range fresh {
		k := wordKey(s.app, op.List, version, w)
		if op.Remove {
			err = s.delete(k)
		} else {
			err = s.set(k, []byte{1})
		}
		if err != nil {
			return nil, err
		}
	}
	if err := s.set(wordCountKey(s.app, op.List, version), appendNumbers(nil, uint64(count))); err != nil {
		return nil, err
	}
	if !inForce {
		return l.WordList, nil
	}
	l.Words, l.Changed = count, s.at
	if op.Last {
		s.emit(&RulesChanged{App: s.app, Words: true})
	}
	return l.WordList, s.setJSON(wordListKey(s.app, op.List), l)
}

// pick gives the words that are not there yet, or to remove those that are, each once.
func (op *changeWords) pick(s *state, version string) (fresh []string, err error) {
	seen := make(map[string]bool, len(op.Words))
	for _, w := range op.Words {
		there, err := s.has(wordKey(s.app, op.List, version, w))
		if err != nil {
			return nil, err
		}
		if there == op.Remove && !seen[w] {
			fresh = append(fresh, w)
		}
		seen[w] = true
	}
	return fresh, nil
}

func (s *state) wordCount(list, version string) (int, error) {
	b, err := s.tx.Get(wordCountKey(s.app, list, version))
	if b == nil || err != nil {
		return 0, err
	}
	var n uint64
	_, err = numbers(b, &n)
	return int(n), err
}

// roomForWords refuses when a list of count words is one too many, or all lists of the app would have too many words.
func (s *state) roomForWords(name string, count int) error {
	lists, err := getWordLists(s.tx, s.app)
	if err != nil {
		return err
	}
	others := 0
	for _, l := range lists {
		if l.Name != name {
			others++
			count += l.Words
		}
	}
	if others >= MaxWordLists {
		return Errorf(CodeTooMany, "an app may have %d lists of words", MaxWordLists).At("list")
	}
	if count > MaxWords {
		return Errorf(CodeTooMany, "the lists of the app would have %d words, %d are allowed", count, MaxWords).At("words")
	}
	return nil
}

// putWordList puts a version in force that commands before have filled; count says with how many words.
type putWordList struct {
	List    string     `json:"list"`
	Version string     `json:"version"`
	Action  WordAction `json:"action"`
	Count   int        `json:"count"`
}

func (op *putWordList) apply(s *state) (any, error) {
	count, err := s.wordCount(op.List, op.Version)
	if err != nil {
		return nil, err
	}
	if count != op.Count {
		return nil, Errorf(CodeExists, "the list %q was replaced by another request at the same time", op.List).At("list")
	}
	if err := s.roomForWords(op.List, count); err != nil {
		return nil, err
	}
	l := storedList{WordList{Name: op.List, Action: op.Action, Words: count, Changed: s.at}, op.Version}
	s.emit(&RulesChanged{App: s.app, Words: true})
	return l.WordList, s.setJSON(wordListKey(s.app, op.List), l)
}

// dropWordList ends a list; its words go by purgeWords.
type dropWordList struct {
	List string `json:"list"`
}

func (op *dropWordList) apply(s *state) (any, error) {
	if _, found, err := getWordList(s.tx, s.app, op.List); !found || err != nil {
		return nil, orRefuse(err, noWordList(op.List))
	}
	s.emit(&RulesChanged{App: s.app, Words: true})
	return nil, s.delete(wordListKey(s.app, op.List))
}

func noWordList(name string) *Error {
	return Errorf(CodeNotFound, "there is no list of words %q", clip(name)).At("list")
}

// purgeWords deletes up to Most words of versions that are not in force; its value tells whether more are left.
type purgeWords struct {
	List string `json:"list"`
	Most int    `json:"most"`
}

func (op *purgeWords) apply(s *state) (any, error) {
	l, found, err := getWordList(s.tx, s.app, op.List)
	if err != nil {
		return nil, err
	}
	var old []string
	from := prefix(s.app, "wordcount", op.List)
	if err := s.tx.Scan(from, nil, false, func(k, _ []byte) bool {
		if v := string(k[len(from):]); !found || v != l.Version {
			old = append(old, v)
		}
		return true
	}); err != nil {
		return nil, err
	}
	for _, v := range old {
		if more, err := s.deletePrefix(prefix(s.app, "word", op.List, v), op.Most); more || err != nil {
			return true, err
		}
		if err := s.delete(wordCountKey(s.app, op.List, v)); err != nil {
			return nil, err
		}
	}
	return false, nil
}

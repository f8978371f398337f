package chat

import (
	"context"
	"strings"
	"unicode/utf8"
)

// wordChunk is how many bytes of words one command holds, so that no batch grows large.
const wordChunk = 64 << 10

// wordsInOne is how many words one command holds: each is a key in its transaction.
const wordsInOne = 2000

// WordLists gives an app's lists by name, with how often their words were found.
func (s *Service) WordLists(c Caller) ([]WordList, error) {
	if err := c.needKey(); err != nil {
		return nil, err
	}
	lists, err := s.AllWordLists(c.App)
	if err != nil || s.rules == nil {
		return lists, err
	}
	rules, err := s.rules.Of(c.App)
	if err != nil {
		return nil, err
	}
	hits := rules.Hits()
	for i := range lists {
		lists[i].Hits = hits[lists[i].Name]
	}
	return lists, nil
}

// AllWordLists gives an app's lists by name, as they are on disk.
func (s *Service) AllWordLists(app AppName) ([]WordList, error) {
	return view1(s, func(r Reader) ([]WordList, error) {
		stored, err := getWordLists(r, app)
		lists := make([]WordList, len(stored))
		for i, l := range stored {
			lists[i] = l.WordList
		}
		return lists, err
	})
}

// AllWords calls f for the words of a list, as they are on disk.
func (s *Service) AllWords(app AppName, list string, f func(word string)) error {
	return s.log.View(func(r Reader) error {
		l, found, err := getWordList(r, app, list)
		if !found || err != nil {
			return err
		}
		from := prefix(app, "word", list, l.Version)
		return r.Scan(from, nil, false, func(k, _ []byte) bool {
			f(string(k[len(from):]))
			return true
		})
	})
}

// Words gives a page of a list's words, in the order of their bytes.
func (s *Service) Words(c Caller, list, cursor string, limit int) (words []string, next string, err error) {
	if err := c.needKey(); err != nil {
		return nil, "", err
	}
	if limit, err = pageSize(limit, 100, 1000); err != nil {
		return nil, "", err
	}
	l, err := view1(s, func(r Reader) (storedList, error) {
		l, found, err := getWordList(r, c.App, list)
		if err == nil && !found {
			err = noWordList(list)
		}
		return l, err
	})
	if err != nil {
		return nil, "", err
	}
	return s.page(prefix(c.App, "word", list, l.Version), cursor, limit)
}

// PutWords makes a list, or replaces its action and all its words at once. When it returns, the list is in force.
func (s *Service) PutWords(ctx context.Context, c Caller, list string, action WordAction, words []string) (WordList, error) {
	if err := c.needKey(); err != nil {
		return WordList{}, err
	}
	if !ValidID(list) {
		return WordList{}, Errorf(CodeBadID, "%q cannot name a list: use 1 to %d of A-Z a-z 0-9 _ . -", clip(list), MaxListName).At("list")
	}
	switch action {
	case WordsPass, WordsReplace, WordsRefuse:
	default:
		return WordList{}, Errorf(CodeInvalid, "%q is no action: use pass, replace or refuse", clip(string(action))).At("action")
	}
	words, err := cleanWords(words)
	if err != nil {
		return WordList{}, err
	}
	if err := s.purgeWords(ctx, c.App, list); err != nil { // what a crash left
		return WordList{}, err
	}
	version := s.newID()
	if err := s.changeWords(ctx, c, &changeWords{List: list, Version: version}, words); err != nil {
		return WordList{}, err
	}
	l, err := do[WordList](ctx, s, c.App, &putWordList{List: list, Version: version, Action: action, Count: len(words)}, 256)
	if err == nil {
		err = s.purgeWords(ctx, c.App, list)
	}
	return l, orFirst(err, s.loaded(ctx, c.App))
}

// AddWords adds words to a list; those that are there already stay. When it returns, they are in force.
func (s *Service) AddWords(ctx context.Context, c Caller, list string, words []string) (WordList, error) {
	return s.editWords(ctx, c, &changeWords{List: list}, words)
}

// RemoveWords removes words from a list, if they are there.
func (s *Service) RemoveWords(ctx context.Context, c Caller, list string, words []string) (WordList, error) {
	return s.editWords(ctx, c, &changeWords{List: list, Remove: true}, words)
}

func (s *Service) editWords(ctx context.Context, c Caller, op *changeWords, words []string) (WordList, error) {
	if err := c.needKey(); err != nil {
		return WordList{}, err
	}
	words, err := cleanWords(words)
	if err == nil {
		err = s.changeWords(ctx, c, op, words)
	}
	if err == nil {
		err = s.loaded(ctx, c.App)
	}
	if err != nil {
		return WordList{}, err
	}
	return view1(s, func(r Reader) (WordList, error) {
		l, _, err := getWordList(r, c.App, op.List)
		return l.WordList, err
	})
}

// changeWords sends as many commands like op as the words need.
func (s *Service) changeWords(ctx context.Context, c Caller, op *changeWords, words []string) error {
	for first := true; first || len(words) > 0; first = false {
		n, size := 0, 0
		for n < len(words) && n < wordsInOne && size+len(words[n]) <= wordChunk {
			size += len(words[n]) + 64
			n++
		}
		part := *op
		part.Words, part.Last = words[:n], n == len(words)
		words = words[n:]
		if err := s.exec(ctx, c.App, &part, size); err != nil {
			return err
		}
	}
	return nil
}

// DropWords removes a list.
func (s *Service) DropWords(ctx context.Context, c Caller, list string) error {
	if err := c.needKey(); err != nil {
		return err
	}
	err := s.exec(ctx, c.App, &dropWordList{List: list}, 256)
	if err == nil {
		err = s.purgeWords(ctx, c.App, list)
	}
	return orFirst(err, s.loaded(ctx, c.App))
}

func (s *Service) purgeWords(ctx context.Context, app AppName, list string) error {
	for more := true; more; {
		var err error
		if more, err = do[bool](ctx, s, app, &purgeWords{List: list, Most: wordsInOne}, wordChunk); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) loaded(ctx context.Context, app AppName) error {
	if s.rules == nil {
		return nil
	}
	return s.rules.Loaded(ctx, app)
}

// cleanWords gives the words without the spaces around them, each once, and without empty ones.
func cleanWords(words []string) ([]string, error) {
	seen := make(map[string]bool, len(words))
	clean := make([]string, 0, len(words))
	for _, w := range words {
		w = strings.TrimSpace(w)
		switch {
		case w == "" || seen[w]:
			continue
		case len(w) > MaxWord:
			return nil, Errorf(CodeTooLarge, "the word %q has %d bytes, %d are allowed", clip(w), len(w), MaxWord).At("words")
		case !utf8.ValidString(w):
			return nil, Errorf(CodeInvalid, "a word is not UTF-8").At("words")
		}
		seen[w] = true
		clean = append(clean, w)
	}
	if len(clean) > MaxWords {
		return nil, Errorf(CodeTooMany, "%d words, %d are allowed", len(clean), MaxWords).At("words")
	}
	return clean, nil
}

// needKey refuses callers that did not show the app's key.
func (c Caller) needKey() error {
	if !c.Admin {
		return Errorf(CodeForbidden, "only the app's key may do this")
	}
	return nil
}

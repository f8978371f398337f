package api

import (
	"context"
	"strings"

	"github.com/hongyan-im/hongyan/chat"
)

// OneList is the word list in a path.
type OneList struct {
	List string `path:"list" doc:"A list's name" example:"insults"`
}

// WordLists are the word lists of an app.
type WordLists struct {
	Lists []chat.WordList `json:"lists"`
}

func (a *API) listWordLists(ctx context.Context, _ *struct{}) (*answer[WordLists], error) {
	lists, err := a.chat.WordLists(caller(ctx))
	return ok(WordLists{orEmpty(lists)}, err)
}

// WordPage is a page of a list's words.
type WordPage struct {
	Words []string `json:"words"`
	Next  string   `json:"next,omitempty" doc:"Cursor of the next page; absent on the last"`
}

func (a *API) readWords(ctx context.Context, in *struct {
	OneList
	Cursor string `query:"cursor" maxLength:"256" doc:"next of the page before"`
	Limit  int    `query:"limit" minimum:"1" maximum:"1000" doc:"How many; 100 if absent"`
}) (*answer[WordPage], error) {
	words, next, err := a.chat.Words(caller(ctx), in.List, in.Cursor, in.Limit)
	return ok(WordPage{orEmpty(words), next}, err)
}

// NewWords is all that a list is to hold.
type NewWords struct {
	Action chat.WordAction `json:"action" enum:"pass,replace,refuse" doc:"pass: only counted; replace: a * for each character; refuse: the message is refused"`
	Words  []string        `json:"words" doc:"At most 256 bytes each"`
}

func (a *API) putWords(ctx context.Context, in *struct {
	OneList
	Body NewWords
}) (*answer[chat.WordList], error) {
	return ok(a.chat.PutWords(ctx, caller(ctx), in.List, in.Body.Action, in.Body.Words))
}

func (a *API) putWordsAsText(ctx context.Context, in *struct {
	OneList
	Action  string `query:"action" required:"true" enum:"pass,replace,refuse" doc:"What becomes of a text that holds one of the words"`
	RawBody []byte `contentType:"text/plain"`
}) (*answer[chat.WordList], error) {
	words := strings.Split(strings.TrimPrefix(string(in.RawBody), "\ufeff"), "\n")
	return ok(a.chat.PutWords(ctx, caller(ctx), in.List, chat.WordAction(in.Action), words))
}

// SomeWords are words to add or remove.
type SomeWords struct {
	Words []string `json:"words" doc:"At most 256 bytes each"`
}

func (a *API) addWords(ctx context.Context, in *struct {
	OneList
	Body SomeWords
}) (*answer[chat.WordList], error) {
	return ok(a.chat.AddWords(ctx, caller(ctx), in.List, in.Body.Words))
}

func (a *API) removeWords(ctx context.Context, in *struct {
	OneList
	Body SomeWords
}) (*answer[chat.WordList], error) {
	return ok(a.chat.RemoveWords(ctx, caller(ctx), in.List, in.Body.Words))
}

func (a *API) dropWords(ctx context.Context, in *OneList) (*nothing, error) {
	return nil, a.chat.DropWords(ctx, caller(ctx), in.List)
}

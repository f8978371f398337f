package api

import (
	"context"

	"github.com/hongyan-im/hongyan/chat"
)

// Search finds messages by their text.
type Search interface {
	// Search gives a page of what the caller may read and was asked for.
	Search(ctx context.Context, c chat.Caller, q chat.SearchQuery) (chat.SearchPage, error)
	// State tells how far an app's index is.
	State(app chat.AppName) (chat.SearchState, error)
	// Rebuild has an app's index built anew in the background.
	Rebuild(app chat.AppName) (chat.SearchState, error)
}

var errSearchOff = chat.Errorf(chat.CodeSearchOff, "this server runs without search (--search off)")

func (a *API) search(ctx context.Context, in *struct {
	AsUser
	Q            string `query:"q" example:"weather" doc:"Words, all of which must be in the message; \"words in quotation marks\" stand so in a row; begin* is the beginning of a word. Chinese needs no spaces"`
	Conversation string `query:"conversation" fold:"id" maxLength:"70" example:"group/g1" doc:"Only this one: user/ID, group/ID or room/ID"`
	Sender       string `query:"sender" fold:"id" maxLength:"64" doc:"Only messages from this user"`
	Type         string `query:"type" enum:"txt,img,audio,video,file,loc,combine" doc:"Only messages of this type"`
	Since        int64  `query:"since" minimum:"0" doc:"Only messages from this time on, milliseconds since 1970"`
	Until        int64  `query:"until" minimum:"0" doc:"Only messages before this time, milliseconds since 1970"`
	Order        string `query:"order" enum:"newest,best" doc:"newest: the newest first, if absent. best: those first in which the words are rarer and the text is shorter"`
	Cursor       string `query:"cursor" maxLength:"400" doc:"next of the page before"`
	Limit        int    `query:"limit" minimum:"1" maximum:"50" doc:"How many; 20 if absent"`
}) (*answer[chat.SearchPage], error) {
	if a.o.Search == nil {
		return nil, errSearchOff
	}
	c, err := in.acting(ctx)
	if err != nil {
		return nil, err
	}
	q := chat.SearchQuery{
		Text: in.Q, Sender: chat.UserID(in.Sender), Type: in.Type, Since: in.Since, Until: in.Until,
		Order: chat.SearchOrder(in.Order), Cursor: in.Cursor, Limit: in.Limit,
	}
	if in.Conversation != "" {
		if q.Conversation, err = chat.ParseAddress(in.Conversation); err != nil {
			return nil, chat.AsError(err).At("conversation")
		}
	}
	return ok(a.o.Search.Search(ctx, c, q))
}

func (a *API) searchState(ctx context.Context, _ *struct{}) (*answer[chat.SearchState], error) {
	if a.o.Search == nil {
		return nil, errSearchOff
	}
	return ok(a.o.Search.State(caller(ctx).App))
}

func (a *API) rebuildSearch(ctx context.Context, _ *struct{}) (*answer[chat.SearchState], error) {
	if a.o.Search == nil {
		return nil, errSearchOff
	}
	return ok(a.o.Search.Rebuild(caller(ctx).App))
}

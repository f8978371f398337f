package api

import (
	"context"

	"github.com/hongyan-im/hongyan/chat"
)

// OneContact is the other user in a path.
type OneContact struct {
	User chat.UserID `path:"user" doc:"The other user's id" example:"bob"`
	AsUser
}

// Contacts is a page of friends.
type Contacts struct {
	Contacts []chat.Contact `json:"contacts"`
	Next     string         `json:"next,omitempty" doc:"Cursor of the next page; absent on the last"`
}

func (a *API) listContacts(ctx context.Context, in *struct {
	AsUser
	Page
}) (*answer[Contacts], error) {
	c, err := in.user(ctx)
	if err != nil {
		return nil, err
	}
	found, next, err := a.chat.Contacts(c, in.Cursor, in.Limit)
	return ok(Contacts{orEmpty(found), next}, err)
}

// NewContact asks a user to be a friend.
type NewContact struct {
	User   chat.UserID `json:"user" example:"bob"`
	Text   string      `json:"text,omitempty" doc:"Who is asked reads it; at most 512 bytes"`
	AtOnce bool        `json:"at_once,omitempty" doc:"With the app's key: both are friends without being asked"`
}

func (a *API) addContact(ctx context.Context, in *struct {
	AsUser
	Body NewContact
}) (*answer[chat.Relation], error) {
	c, err := in.user(ctx)
	if err != nil {
		return nil, err
	}
	return ok(a.chat.Ask(ctx, c, in.Body.User, in.Body.Text, in.Body.AtOnce))
}

func (a *API) getContact(ctx context.Context, in *OneContact) (*answer[chat.Relation], error) {
	c, err := in.user(ctx)
	if err != nil {
		return nil, err
	}
	return ok(a.chat.Relation(c, in.User))
}

func (a *API) changeContact(ctx context.Context, in *struct {
	OneContact
	Body chat.ContactChange
}) (*answer[chat.Relation], error) {
	c, err := in.user(ctx)
	if err != nil {
		return nil, err
	}
	return ok(a.chat.ChangeContact(ctx, c, in.User, in.Body))
}

func (a *API) removeContact(ctx context.Context, in *OneContact) (*nothing, error) {
	c, err := in.user(ctx)
	if err == nil {
		err = a.chat.RemoveContact(ctx, c, in.User)
	}
	return nil, err
}

// ContactRequests is a page of friend requests.
type ContactRequests struct {
	Requests []chat.ContactRequest `json:"requests"`
	Next     string                `json:"next,omitempty" doc:"Cursor of the next page; absent on the last"`
}

func (a *API) listContactRequests(ctx context.Context, in *struct {
	AsUser
	Page
	Sent bool `query:"sent" doc:"Those that you sent; otherwise those that wait for your answer"`
}) (*answer[ContactRequests], error) {
	c, err := in.user(ctx)
	if err != nil {
		return nil, err
	}
	found, next, err := a.chat.Requests(c, in.Sent, in.Cursor, in.Limit)
	return ok(ContactRequests{orEmpty(found), next}, err)
}

func (a *API) acceptContact(ctx context.Context, in *OneContact) (*answer[chat.Relation], error) {
	return a.answerContact(ctx, in, true)
}

func (a *API) declineContact(ctx context.Context, in *OneContact) (*answer[chat.Relation], error) {
	return a.answerContact(ctx, in, false)
}

func (a *API) answerContact(ctx context.Context, in *OneContact, accept bool) (*answer[chat.Relation], error) {
	c, err := in.user(ctx)
	if err != nil {
		return nil, err
	}
	return ok(a.chat.Answer(ctx, c, in.User, accept))
}

// Blocks is a page of a blocklist.
type Blocks struct {
	Blocks []chat.Blocked `json:"blocks"`
	Next   string         `json:"next,omitempty" doc:"Cursor of the next page; absent on the last"`
}

func (a *API) listBlocks(ctx context.Context, in *struct {
	AsUser
	Page
}) (*answer[Blocks], error) {
	c, err := in.user(ctx)
	if err != nil {
		return nil, err
	}
	found, next, err := a.chat.Blocklist(c, in.Cursor, in.Limit)
	return ok(Blocks{orEmpty(found), next}, err)
}

func (a *API) blockUser(ctx context.Context, in *OneContact) (*answer[chat.Relation], error) {
	c, err := in.user(ctx)
	if err != nil {
		return nil, err
	}
	return ok(a.chat.Block(ctx, c, in.User))
}

func (a *API) unblockUser(ctx context.Context, in *OneContact) (*nothing, error) {
	c, err := in.user(ctx)
	if err == nil {
		err = a.chat.Unblock(ctx, c, in.User)
	}
	return nil, err
}

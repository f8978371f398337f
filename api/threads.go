package api

import (
	"context"

	"github.com/hongyan-im/hongyan/chat"
)

// OneThread is the thread in a path.
type OneThread struct {
	Thread chat.GroupID `path:"thread" doc:"A thread's id"`
	AsUser
}

// ThreadUser is a thread and one of its users in a path.
type ThreadUser struct {
	OneThread
	User chat.UserID `path:"user" doc:"The user's id" example:"bob"`
}

// Threads is a page of threads.
type Threads struct {
	Threads []chat.Thread `json:"threads"`
	Next    string        `json:"next,omitempty" doc:"Cursor of the next page; absent on the last"`
}

func (a *API) createThread(ctx context.Context, in *struct {
	OneGroup
	Body chat.NewThread
}) (*answer[chat.Thread], error) {
	c, err := in.user(ctx)
	if err != nil {
		return nil, err
	}
	return ok(a.chat.CreateThread(ctx, c, in.Group, in.Body))
}

func (a *API) listGroupThreads(ctx context.Context, in *struct {
	OneGroup
	ShortPage
}) (*answer[Threads], error) {
	c, err := in.acting(ctx)
	if err != nil {
		return nil, err
	}
	threads, next, err := a.chat.Threads(c, in.Group, in.Cursor, in.Limit)
	return ok(Threads{orEmpty(threads), next}, err)
}

func (a *API) listThreads(ctx context.Context, in *struct {
	AsUser
	ShortPage
	Group chat.GroupID `query:"group" doc:"Only those of this group"`
}) (*answer[Threads], error) {
	c, err := in.user(ctx)
	if err != nil {
		return nil, err
	}
	threads, next, err := a.chat.MyThreads(c, in.Group, in.Cursor, in.Limit)
	return ok(Threads{orEmpty(threads), next}, err)
}

// ThreadIDs names threads.
type ThreadIDs struct {
	Threads []chat.GroupID `json:"threads" doc:"1 to 20"`
}

// LastMessages are the newest messages of threads.
type LastMessages struct {
	Threads []chat.LastOfThread `json:"threads"`
}

func (a *API) lastOfThreads(ctx context.Context, in *struct {
	AsUser
	Body ThreadIDs
}) (*answer[LastMessages], error) {
	c, err := in.acting(ctx)
	if err != nil {
		return nil, err
	}
	found, err := a.chat.LastOfThreads(c, in.Body.Threads)
	return ok(LastMessages{orEmpty(found)}, err)
}

func (a *API) getThread(ctx context.Context, in *OneThread) (*answer[chat.Thread], error) {
	c, err := in.acting(ctx)
	if err != nil {
		return nil, err
	}
	return ok(a.chat.Thread(c, in.Thread))
}

func (a *API) renameThread(ctx context.Context, in *struct {
	OneThread
	Body chat.ThreadRename
}) (*answer[chat.Thread], error) {
	c, err := in.acting(ctx)
	if err != nil {
		return nil, err
	}
	return ok(a.chat.RenameThread(ctx, c, in.Thread, in.Body.Name))
}

func (a *API) dismissThread(ctx context.Context, in *OneThread) (*nothing, error) {
	c, err := in.acting(ctx)
	if err != nil {
		return nil, err
	}
	return nil, a.chat.DismissThread(ctx, c, in.Thread)
}

func (a *API) joinThread(ctx context.Context, in *OneThread) (*answer[chat.Thread], error) {
	c, err := in.user(ctx)
	if err != nil {
		return nil, err
	}
	return ok(a.chat.JoinThread(ctx, c, in.Thread))
}

func (a *API) leaveThread(ctx context.Context, in *OneThread) (*nothing, error) {
	c, err := in.user(ctx)
	if err != nil {
		return nil, err
	}
	return nil, a.chat.LeaveThread(ctx, c, in.Thread)
}

func (a *API) listThreadMembers(ctx context.Context, in *struct {
	OneThread
	Page
}) (*answer[Members], error) {
	c, err := in.acting(ctx)
	if err != nil {
		return nil, err
	}
	members, next, err := a.chat.ThreadMembers(c, in.Thread, in.Cursor, in.Limit)
	return ok(Members{orEmpty(members), next}, err)
}

func (a *API) removeFromThread(ctx context.Context, in *ThreadUser) (*nothing, error) {
	c, err := in.acting(ctx)
	if err != nil {
		return nil, err
	}
	return nil, a.chat.RemoveFromThread(ctx, c, in.Thread, in.User)
}

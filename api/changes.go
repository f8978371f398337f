package api

import (
	"context"
	"encoding/json"

	"github.com/hongyan-im/hongyan/chat"
)

// Which is the message in a path.
type Which struct {
	With
	Seq uint64 `path:"seq" minimum:"1" maximum:"9007199254740991" doc:"The message's seq"`
}

// OneMessage names a message and, with the app's key, the user for whom it is done.
type OneMessage struct {
	AsUser
	Which
}

// named gives who asks, and the conversation.
func (in OneMessage) named(ctx context.Context) (c chat.Caller, with chat.Address, err error) {
	if c, err = in.acting(ctx); err != nil {
		return c, with, err
	}
	with, err = in.address()
	return c, with, err
}

func (a *API) getMessage(ctx context.Context, in *OneMessage) (*answer[chat.Message], error) {
	c, with, err := in.named(ctx)
	if err != nil {
		return nil, err
	}
	return ok(a.chat.Message(c, with, in.Seq))
}

// RecallReason says why a message is taken back.
type RecallReason struct {
	Reason string `json:"reason,omitempty" maxLength:"256" doc:"Shown to all who see that the message was recalled"`
}

func (a *API) recallMessage(ctx context.Context, in *struct {
	OneMessage
	Body *RecallReason
}) (*answer[chat.Message], error) {
	c, with, err := in.named(ctx)
	if err != nil {
		return nil, err
	}
	reason := ""
	if in.Body != nil {
		reason = in.Body.Reason
	}
	return ok(a.chat.Recall(ctx, c, with, in.Seq, reason))
}

// Edit is a message's new content.
type Edit struct {
	Body json.RawMessage `json:"body" doc:"A JSON object; of a txt {\"text\":…}"`
	Ext  json.RawMessage `json:"ext,omitempty" doc:"A JSON object; absent: as it was"`
}

func (a *API) editMessage(ctx context.Context, in *struct {
	OneMessage
	Body Edit
}) (*answer[chat.Message], error) {
	c, with, err := in.named(ctx)
	if err != nil {
		return nil, err
	}
	return ok(a.chat.Edit(ctx, c, with, in.Seq, in.Body.Body, in.Body.Ext))
}

// OneReaction names a reaction to a message.
type OneReaction struct {
	OneMessage
	Reaction string `path:"reaction" example:"👍" doc:"1 to 32 bytes, percent-encoded"`
}

func (a *API) addReaction(ctx context.Context, in *OneReaction) (*answer[chat.Message], error) {
	return a.react(ctx, in, true)
}

func (a *API) removeReaction(ctx context.Context, in *OneReaction) (*answer[chat.Message], error) {
	return a.react(ctx, in, false)
}

func (a *API) react(ctx context.Context, in *OneReaction, on bool) (*answer[chat.Message], error) {
	c, with, err := in.named(ctx)
	if err != nil {
		return nil, err
	}
	return ok(a.chat.React(ctx, c, with, in.Seq, in.Reaction, on))
}

func (a *API) pinMessage(ctx context.Context, in *OneMessage) (*answer[chat.Message], error) {
	return a.pin(ctx, in, true)
}

func (a *API) unpinMessage(ctx context.Context, in *OneMessage) (*answer[chat.Message], error) {
	return a.pin(ctx, in, false)
}

func (a *API) pin(ctx context.Context, in *OneMessage, on bool) (*answer[chat.Message], error) {
	c, with, err := in.named(ctx)
	if err != nil {
		return nil, err
	}
	return ok(a.chat.Pin(ctx, c, with, in.Seq, on))
}

// MessageList is a list of messages.
type MessageList struct {
	Messages []chat.Message `json:"messages"`
}

func (a *API) listPins(ctx context.Context, in *struct {
	AsUser
	With
}) (*answer[MessageList], error) {
	c, err := in.acting(ctx)
	if err != nil {
		return nil, err
	}
	with, err := in.address()
	if err != nil {
		return nil, err
	}
	found, err := a.chat.Pins(c, with)
	return ok(MessageList{found}, err)
}

func (a *API) readReceipts(ctx context.Context, in *OneMessage) (*answer[chat.Receipts], error) {
	c, with, err := in.named(ctx)
	if err != nil {
		return nil, err
	}
	if with.Kind != chat.KindGroup {
		return nil, chat.Errorf(chat.CodeInvalid, "receipts by name are for groups; of a 1:1 conversation read peer_read_seq").At("kind")
	}
	return ok(a.chat.Receipts(c, chat.GroupID(with.ID), in.Seq))
}

// OneConversation names a conversation of a user.
type OneConversation struct {
	AsUser
	With
}

func (in OneConversation) named(ctx context.Context) (c chat.Caller, with chat.Address, err error) {
	if c, err = in.user(ctx); err != nil {
		return c, with, err
	}
	with, err = in.address()
	return c, with, err
}

func (a *API) getConversation(ctx context.Context, in *OneConversation) (*answer[chat.ConversationView], error) {
	c, with, err := in.named(ctx)
	if err != nil {
		return nil, err
	}
	return ok(a.chat.Conversation(c, with))
}

func (a *API) changeConversation(ctx context.Context, in *struct {
	OneConversation
	Body chat.ConversationChange
}) (*answer[chat.ConversationView], error) {
	c, with, err := in.named(ctx)
	if err != nil {
		return nil, err
	}
	return ok(a.chat.ChangeConversation(ctx, c, with, in.Body))
}

func (a *API) clearConversation(ctx context.Context, in *OneConversation) (*nothing, error) {
	c, with, err := in.named(ctx)
	if err != nil {
		return nil, err
	}
	return nil, a.chat.Erase(ctx, c, with, nil, 0, true)
}

// Deletion names messages to delete for oneself.
type Deletion struct {
	Seqs []uint64 `json:"seqs,omitempty" maxItems:"100" doc:"These messages"`
	UpTo uint64   `json:"up_to,omitempty" doc:"All up to this seq"`
}

func (a *API) deleteMessages(ctx context.Context, in *struct {
	OneConversation
	Body Deletion
}) (*nothing, error) {
	c, with, err := in.named(ctx)
	if err != nil {
		return nil, err
	}
	return nil, a.chat.Erase(ctx, c, with, in.Body.Seqs, in.Body.UpTo, false)
}

func (a *API) markDelivered(ctx context.Context, in *struct {
	OneConversation
	Body *ReadMark
}) (*nothing, error) {
	c, with, err := in.named(ctx)
	if err != nil {
		return nil, err
	}
	var seq uint64
	if in.Body != nil {
		seq = in.Body.Seq
	}
	return nil, a.chat.MarkDelivered(ctx, c, with, seq)
}

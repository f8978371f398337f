package api

import (
	"context"

	"github.com/hongyan-im/hongyan/chat"
)

// NewReport names a message that is wrong.
type NewReport struct {
	Conversation string `json:"conversation" fold:"id" example:"user/bob" doc:"As the user sees it: user/ID, group/ID or room/ID"`
	Seq          uint64 `json:"seq" minimum:"1" example:"7"`
	Reason       string `json:"reason,omitempty" doc:"At most 1,024 bytes"`
}

func (a *API) reportMessage(ctx context.Context, in *struct {
	AsUser
	Body NewReport
}) (*answer[chat.Report], error) {
	c, err := in.user(ctx)
	if err != nil {
		return nil, err
	}
	with, err := chat.ParseAddress(in.Body.Conversation)
	if e, refused := err.(*chat.Error); refused {
		return nil, e.At("conversation")
	}
	return ok(a.chat.ReportMessage(ctx, c, with, in.Body.Seq, in.Body.Reason))
}

// Reports is a page of reports.
type Reports struct {
	Reports []chat.Report `json:"reports"`
	Next    string        `json:"next,omitempty" doc:"Cursor of the next page; absent on the last"`
}

func (a *API) listReports(ctx context.Context, in *struct {
	State string `query:"state" enum:"open,closed" default:"open" doc:"Those that wait, or those that were closed"`
	Page
}) (*answer[Reports], error) {
	reports, next, err := a.chat.Reports(caller(ctx), in.State == "closed", in.Cursor, in.Limit)
	return ok(Reports{orEmpty(reports), next}, err)
}

// ReportEnd says what came of a report.
type ReportEnd struct {
	State chat.ReportState `json:"state" enum:"dismissed,upheld"`
	Note  string           `json:"note,omitempty" doc:"At most 1,024 bytes"`

	Recall bool `json:"recall,omitempty" doc:"Recall the message too, in the same step; only of a report that is upheld"`
}

func (a *API) closeReport(ctx context.Context, in *struct {
	Report string `path:"report" doc:"A report's id"`
	Body   ReportEnd
}) (*answer[chat.Report], error) {
	return ok(a.chat.CloseReport(ctx, caller(ctx), in.Report, in.Body.State, in.Body.Note, in.Body.Recall))
}

package chat_test

import (
	"context"
	"testing"
	"time"

	"github.com/hongyan-im/hongyan/chat"
)

func TestReports_CloseAndRecallAtOnce(t *testing.T) {
	ctx, k := context.Background(), newTalk(t, people...)
	k.group(chat.GroupSettings{})
	k.mustSay("mem", "user/own", "bad")
	k.mustSay("mem", "group/g", "bad")
	for _, with := range []chat.Address{chat.UserAddress("mem"), chat.GroupAddress("g")} {
		page, err := k.History(as("own"), with, chat.HistoryQuery{Limit: 1})
		k.must(err)
		seq := page.Messages[0].Seq
		r, err := k.ReportMessage(ctx, as("own"), with, seq, "spam")
		k.must(err)
		if _, err := k.CloseReport(ctx, theKey(), r.ID, chat.ReportDismissed, "", true); refusal(err) != chat.CodeInvalid {
			t.Errorf("dismissed and recalled: %v", err)
		}
		if r, err = k.CloseReport(ctx, theKey(), r.ID, chat.ReportUpheld, "warned", true); err != nil || !r.Recalled {
			t.Errorf("%s: closed %+v, %v", with, r, err)
		}
		m, err := k.Message(as("own"), with, seq)
		if err != nil || m.Type != chat.TypeRecalled || m.Recalled.By != "" {
			t.Errorf("%s: after the verdict %+v, %v", with, m, err)
		}
	}
}

func TestReports_OfAMessageThatIsGoneAreClosed(t *testing.T) {
	ctx, k := context.Background(), newTalk(t, "ann", "bob")
	k.mustSay("bob", "user/ann", "bad")
	r, err := k.ReportMessage(ctx, as("ann"), chat.UserAddress("bob"), 1, "")
	k.must(err)
	_, err = k.Recall(ctx, as("bob"), chat.UserAddress("ann"), 1, "")
	k.must(err)
	if r, err = k.CloseReport(ctx, theKey(), r.ID, chat.ReportUpheld, "", true); err != nil || r.Recalled || r.State != chat.ReportUpheld {
		t.Errorf("%+v, %v", r, err)
	}
}

func TestReports_AreForgottenLongAfterTheyWereClosed(t *testing.T) {
	ctx, k := context.Background(), newTalk(t, "ann", "bob")
	k.mustSay("bob", "user/ann", "one")
	k.mustSay("bob", "user/ann", "two")
	for seq := range uint64(2) {
		_, err := k.ReportMessage(ctx, as("ann"), chat.UserAddress("bob"), seq+1, "")
		k.must(err)
	}
	open, _, err := k.Reports(theKey(), false, "", 0)
	k.must(err)
	_, err = k.CloseReport(ctx, theKey(), open[0].ID, chat.ReportUpheld, "", false)
	k.must(err)
	for _, step := range []struct {
		after time.Duration
		kept  int
	}{{chat.ReportDays * 24 * time.Hour, 1}, {time.Millisecond, 0}} {
		k.now = k.now.Add(step.after)
		k.must(k.Purge(ctx))
		closed, _, err := k.Reports(theKey(), true, "", 0)
		if err != nil || len(closed) != step.kept {
			t.Errorf("%s later %d are kept, %v", step.after, len(closed), err)
		}
	}
	if open, _, err = k.Reports(theKey(), false, "", 0); err != nil || len(open) != 1 {
		t.Errorf("%d wait, %v", len(open), err)
	}
	again, err := k.ReportMessage(ctx, as("ann"), chat.UserAddress("bob"), 1, "")
	if err != nil || again.State != chat.ReportOpen {
		t.Errorf("reported again: %+v, %v", again, err)
	}
}

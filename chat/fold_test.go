package chat_test

import (
	"context"
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/hongyan-im/hongyan/chat"
)

func TestFold_FindsAllIDsAndNothingElse(t *testing.T) {
	type inner struct{ chat.Address }
	type request struct {
		User   chat.UserID
		Group  *chat.GroupID
		Rooms  []chat.RoomID
		To     chat.Address
		In     *inner
		Conv   chat.Conversation
		Tagged string `fold:"id"`
		Plain  string
		JSON   json.RawMessage
		None   *chat.UserID
		chat.SendOptions
	}
	group := chat.GroupID("G1")
	in := request{
		User: "Bob", Group: &group, Rooms: []chat.RoomID{"R1", "r2"}, To: chat.UserAddress("ANN"), In: &inner{chat.RoomAddress("Live")},
		Conv: "user/B~a", Tagged: "room/X", Plain: "Hello", JSON: json.RawMessage(`"Bob"`), SendOptions: chat.SendOptions{At: []string{"Cat"}, Only: []chat.UserID{"Dan"}},
	}
	same := in
	chat.Caller{}.Fold(&same)
	if !reflect.DeepEqual(same, in) {
		t.Errorf("without the setting: %+v", same)
	}
	chat.Caller{FoldIDs: true}.Fold(&in)
	small := chat.GroupID("g1")
	want := request{
		User: "bob", Group: &small, Rooms: []chat.RoomID{"r1", "r2"}, To: chat.UserAddress("ann"), In: &inner{chat.RoomAddress("live")},
		Conv: "user/a~b", Tagged: "room/x", Plain: "Hello", JSON: json.RawMessage(`"Bob"`), SendOptions: chat.SendOptions{At: []string{"cat"}, Only: []chat.UserID{"dan"}},
	}
	if !reflect.DeepEqual(in, want) {
		t.Errorf("got %+v, want %+v", in, want)
	}
	for id, want := range map[string]string{"": "", "bob": "bob", "BoB-7": "bob-7", "\u212A": "\u212A", "É": "É"} { // no foreign character becomes an id
		if got := (chat.Caller{FoldIDs: true}).ID(id); got != want {
			t.Errorf("%q becomes %q", id, got)
		}
	}
}

func TestFold_IsSetWhileTheAppIsEmpty(t *testing.T) {
	ctx := context.Background()
	for name, fill := range map[string]func(*talk) error{
		"a user": func(k *talk) error {
			_, err := k.Register(ctx, theKey(), []chat.NewAccount{{User: "ann"}})
			return err
		},
		"a chatroom": func(k *talk) error {
			_, err := k.CreateRoom(ctx, theKey(), chat.NewRoom{ID: "r"})
			return err
		},
	} {
		k := newTalk(t)
		set := func(fold bool, aliases ...string) error {
			settings := chat.DefaultSettings()
			settings.FoldIDs = fold
			change := chat.AppChange{Settings: &settings}
			if aliases != nil {
				change.Aliases = &aliases
			}
			_, err := k.ChangeApp(ctx, theKey().App, change)
			return err
		}
		k.must(set(true))
		k.must(set(false))
		k.must(set(true))
		k.must(fill(k))
		before := k.log.Hash()
		k.wants(name, set(false, "org#app"), chat.CodeExists)
		if k.log.Hash() != before {
			t.Errorf("%s: a refused change has changed something", name)
		}
		k.must(set(true))
	}
}

func TestFold_ImportsInSmallLetters(t *testing.T) {
	ctx := context.Background()
	k := newTalk(t)
	settings := chat.DefaultSettings()
	settings.FoldIDs = true
	_, err := k.ChangeApp(ctx, theKey().App, chat.AppChange{Settings: &settings})
	k.must(err)
	lines := []string{
		`{"kind":"user","user":"Bob"}`, `{"kind":"user","user":"ANN"}`,
		`{"kind":"message","conversation":"user/ANN~Bob","message":{"id":"m1","from":"Bob","to":"user/ANN","seq":1,"ts":1700000000000,"type":"txt","body":{"text":"Hello Bob"}}}`,
	}
	c := theKey()
	c.FoldIDs = true
	result, err := k.Import(ctx, c, func() ([]byte, error) {
		if len(lines) == 0 {
			return nil, nil
		}
		line := lines[0]
		lines = lines[1:]
		return []byte(line), nil
	})
	if err != nil || result.Refused > 0 {
		t.Fatalf("%+v %v", result, err)
	}
	m, err := k.Message(as("ann"), chat.UserAddress("bob"), 1)
	if err != nil || m.From != "bob" || m.To != chat.UserAddress("ann") || !strings.Contains(string(m.Body), "Hello Bob") {
		t.Errorf("%+v %v", m, err)
	}
}

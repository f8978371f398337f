package bridge

import (
	"strings"
	"testing"

	"github.com/hongyan-im/hongyan/chat"
)

func TestParseTopic_TakesWhatMayBePublishedTo(t *testing.T) {
	for topic, want := range map[string]string{
		"im/default/user/bob":        "default user/bob ",
		"im/a-1/group/G.x_":          "a-1 group/G.x_ ",
		"im/default/room/r/typing":   "default room/r typing",
		"im/default/user/me/request": "default user/me request",
		"im/default/user/bob/read":   "default user/bob read",
	} {
		got, err := ParseTopic(topic)
		if err != nil || string(got.App)+" "+got.To.String()+" "+got.Leaf != want {
			t.Errorf("%s: %+v %v", topic, got, err)
		}
	}
	for _, topic := range []string{"", "im", "im/", "im/default", "im/default/user", "im/default/user/", "im/Default/user/bob", "im/default/user/bob/", "im/default/user/bob/event",
		"im/default/group/g/request", "im/default/user/bob/typing/x", "im//user/bob", "x/default/user/bob", "im/default/planet/x", "im/default/user/+", "im/default/user/b b", "im/default/user/" + strings.Repeat("b", 65)} {
		if got, err := ParseTopic(topic); chat.AsErrorCode(err) != chat.CodeBadAddress {
			t.Errorf("%q: %+v %v", topic, got, err)
		}
	}
}

func TestParseFilter_GrantsOnlyWhatIsMine(t *testing.T) {
	for filter, want := range map[string]string{ // the granted leaves: base event error reply typing read
		"im/default/user/me":           "1000000",
		"im/default/user/me/#":         "1111111",
		"im/default/user/me/+":         "0111111",
		"im/default/user/me/event":     "0100000",
		"im/default/group/#":           "1111111",
		"im/default/group/+":           "1000000",
		"im/default/group/+/#":         "1111111",
		"im/default/group/g1/+":        "0111111",
		"im/default/room/r/#":          "1111111",
		"im/default/room/r":            "1000000",
		"im/default/group/+/typing":    "0000100",
		"#":                            "",
		"+/default/user/me/#":          "",
		"im/#":                         "",
		"im/+/user/me/#":               "",
		"im/default/#":                 "",
		"im/default/+/me":              "",
		"im/default/user/#":            "",
		"im/default/user/+":            "",
		"im/default/user/you/#":        "",
		"im/default/user/me/request":   "",
		"im/default/user/me/a/b":       "",
		"im/other/user/me/#":           "",
		"im/default/room/#":            "",
		"im/default/room/+/#":          "",
		"$share/x/im/default/group/#":  "",
		"$SYS/#":                       "",
		"im/default/group/#/x":         "",
		"im/default/group/" + "\x00/#": "",
	} {
		got := ""
		s, err := ParseFilter("default", "me", filter, 2)
		if err == nil {
			for _, g := range s.grants {
				got += string('0' + g/2) // granted with QoS 1
			}
		}
		if got != want || err != nil && chat.AsErrorCode(err) != chat.CodeForbidden {
			t.Errorf("%q: %q %v, want %q", filter, got, err, want)
		}
	}
}

func TestMatches_AsTheStandardSays(t *testing.T) {
	for _, c := range []struct {
		filter, topic string
		want          bool
	}{
		{"a/b", "a/b", true}, {"a/b", "a/c", false}, {"a/+", "a/b", true}, {"a/+", "a", false}, {"a/+", "a/b/c", false},
		{"a/#", "a", true}, {"a/#", "a/b/c", true}, {"a/+/c", "a/b/c", true}, {"#", "a/b", true}, {"a", "a/", false}, {"+", "", true},
	} {
		if matches(c.filter, c.topic) != c.want {
			t.Errorf("%s %s: not %v", c.filter, c.topic, c.want)
		}
	}
}

func FuzzParseTopic(f *testing.F) {
	for _, s := range []string{"im/default/user/bob", "im/a/group/g/typing", "im//x/", "////", "im/default/room/r/read"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, topic string) {
		got, err := ParseTopic(topic)
		if err != nil {
			return
		}
		again := "im/" + string(got.App) + "/" + got.To.String()
		if got.Leaf != "" {
			again += "/" + got.Leaf
		}
		if again != topic || !chat.ValidID(got.To.ID) || strings.ContainsAny(topic, "+#\x00") {
			t.Fatalf("%q is read as %+v", topic, got)
		}
	})
}

func FuzzParseFilter(f *testing.F) {
	for _, s := range []string{"im/default/user/me/#", "im/default/group/+", "#", "im/default/room/r/event"} {
		f.Add(s)
	}
	mine := []string{"im/default/user/me", "im/default/user/me/event", "im/default/group/g", "im/default/group/g/event", "im/default/room/r", "im/default/room/r/typing"}
	foreign := []string{"im/default/user/you", "im/default/user/you/event", "im/other/user/me", "im/other/group/g", "dev/x", "$SYS/a"}
	f.Fuzz(func(t *testing.T, filter string) {
		s, err := ParseFilter("default", "me", filter, 1)
		if err != nil {
			return
		}
		for _, topic := range foreign {
			if matches(filter, topic) {
				t.Fatalf("%q is granted and matches %s", filter, topic)
			}
		}
		for _, topic := range mine {
			_ = matches(filter, topic)
		}
		if s.grants == (grants{}) {
			t.Fatalf("%q is granted nothing", filter)
		}
	})
}

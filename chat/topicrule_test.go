package chat

import "testing"

func TestTopicRules_TheFirstThatAppliesDecides(t *testing.T) {
	rules := func(r ...TopicRule) *Settings {
		return &Settings{TopicRules: r, TopicBytes: MaxTopic, TopicLevels: MaxTopicLevels}
	}
	standard := rules(DefaultTopicRules()...)
	listed := rules(
		TopicRule{"deny", "publish", "dev/+/locked/#", ""},
		TopicRule{"allow", "subscribe", "news/#", ""},
		TopicRule{"allow", "both", "%a/%c/+", ""},
		TopicRule{"allow", "both", "iot/#", "iot"},
		TopicRule{"allow", "both", "dev/#", ""})
	all := rules(TopicRule{"allow", "both", "#", ""})
	for _, c := range []struct {
		name          string
		of            *Settings
		action, topic string
		allowed       bool
		index         int
	}{
		{"own", standard, "publish", "dev/ann/lamp", true, 0},
		{"own, the level itself", standard, "subscribe", "dev/ann", true, 0},
		{"own, all", standard, "subscribe", "dev/ann/#", true, 0},
		{"own, shared", standard, "subscribe", "$share/g/dev/ann/#", true, 0},
		{"another's", standard, "publish", "dev/bob/lamp", false, -1},
		{"a name that begins like it", standard, "publish", "dev/anna/lamp", false, -1},
		{"everybody's", standard, "subscribe", "dev/+/lamp", false, -1},
		{"all", standard, "subscribe", "#", false, -1},
		{"all, shared", standard, "subscribe", "$share/g/#", false, -1},
		{"denied first", listed, "publish", "dev/x/locked/1", false, 0},
		{"only publishing is denied", listed, "subscribe", "dev/x/locked/1", true, 4},
		{"subscribe only", listed, "publish", "news/today", false, -1},
		{"subscribe", listed, "subscribe", "news/+/x", true, 1},
		{"client and app", listed, "publish", "default/phone/a", true, 2},
		{"another client", listed, "publish", "default/pad/a", false, -1},
		{"another platform", listed, "publish", "iot/a", false, -1},
		{"messages", all, "publish", "im/default/user/ann", false, -1},
		{"messages, filter", all, "subscribe", "im/#", false, -1},
		{"the server's", all, "subscribe", "$SYS/#", false, -1},
		{"everything", all, "subscribe", "#", true, 0},
		{"wildcard in a topic", all, "publish", "a/+", false, -1},
		{"bad filter", all, "subscribe", "a/#/b", false, -1},
		{"bad share", all, "subscribe", "$share/a+/b", false, -1},
		{"nothing", all, "publish", "", false, -1},
	} {
		d := c.of.DecideTopic(Caller{App: "default", User: "ann", Platform: "web"}, "phone", c.action, c.topic)
		if d.Allowed != c.allowed || d.Index != c.index || d.Reason == "" {
			t.Errorf("%s: %+v", c.name, d)
		}
	}
	if d := rules(TopicRule{"deny", "both", "a/b/#", ""}, TopicRule{"allow", "both", "a/#", ""}).DecideTopic(Caller{User: "ann"}, "", "subscribe", "a/+/c"); d.Allowed {
		t.Error("a filter is allowed that means topics which are denied")
	}
	for _, client := range []string{"", "+", "a/b", "#"} {
		if d := rules(TopicRule{"allow", "both", "c/%c/#", ""}).DecideTopic(Caller{User: "ann"}, client, "publish", "c/a/b"); d.Allowed {
			t.Errorf("client %q: %+v", client, d)
		}
	}
}

func TestFilters_CoverAndMeet(t *testing.T) {
	for _, c := range []struct {
		a, b         string
		covers, meet bool
	}{
		{"a", "a", true, true}, {"a", "b", false, false}, {"#", "a/b", true, true}, {"a/#", "a", true, true}, {"a", "a/#", false, true},
		{"+/b", "a/b", true, true}, {"a/b", "+/b", false, true}, {"+/b", "a/+", false, true}, {"a/+", "a", false, false},
		{"a/+/c", "a/#", false, true}, {"a/#", "a/+/c", true, true}, {"+", "/", false, false}, {"+/+", "/", true, true}, {"a/b/#", "a", false, false},
	} {
		if FilterCovers(c.a, c.b) != c.covers || FiltersMeet(c.a, c.b) != c.meet || FiltersMeet(c.b, c.a) != c.meet {
			t.Errorf("%s %s: covers %v, meet %v", c.a, c.b, FilterCovers(c.a, c.b), FiltersMeet(c.a, c.b))
		}
	}
}

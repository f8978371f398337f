package chat

import (
	"slices"
	"strings"
)

// TopicRule says who may do what on which device topics. Of an app's rules the first that applies decides; where none
// does, nothing is allowed.
type TopicRule struct {
	Effect   string   `json:"effect" enum:"allow,deny"`
	Action   string   `json:"action" enum:"publish,subscribe,both"`
	Filter   string   `json:"filter" maxLength:"1024" example:"dev/%u/#" doc:"An MQTT topic filter; %u is the user, %c the client id, %a the app"`
	Platform Platform `json:"platform,omitempty" doc:"Only for sessions of this platform, such as iot; empty: for all"`
}

// String says a rule in a line.
func (r TopicRule) String() string {
	return strings.TrimSpace(r.Effect + " " + r.Action + " " + r.Filter + " " + string(r.Platform))
}

// What a TopicRule allows or denies.
const (
	ActionPublish   = "publish"
	ActionSubscribe = "subscribe"
	actionBoth      = "both"
	effectAllow     = "allow"
	effectDeny      = "deny"
)

// Bounds of device topics.
const (
	MaxTopicRules  = 200
	MaxTopicFilter = 1024 // bytes of a rule's filter
	MaxTopic       = 4096 // bytes of a device topic or filter
	MaxTopicLevels = 128
)

// DefaultTopicRules lets every user, and so every device account, have the topics below its own name and no others.
func DefaultTopicRules() []TopicRule {
	return []TopicRule{{Effect: effectAllow, Action: actionBoth, Filter: "dev/%u/#"}}
}

// TopicDecision tells whether something is allowed on a device topic, and why.
type TopicDecision struct {
	Allowed bool       `json:"allowed"`
	Index   int        `json:"index" doc:"Which rule decided, from 0; -1: none of them did"`
	Rule    *TopicRule `json:"rule,omitempty"`
	Reason  string     `json:"reason"`
}

// DecideTopic tells whether the caller, connected with a client id, may publish to a device topic or subscribe to a
// filter. A filter is allowed when every topic that it means is.
func (st *Settings) DecideTopic(c Caller, client, action, topic string) TopicDecision {
	if e := st.checkTopic(topic, action); e != nil {
		return TopicDecision{Index: -1, Reason: e.Message}
	}
	if _, filter, shared := CutShare(topic); shared {
		topic = filter
	}
	for i := range st.TopicRules {
		r := &st.TopicRules[i]
		if r.applies(c, client, action, topic) {
			return TopicDecision{Allowed: r.Effect == effectAllow, Index: i, Rule: r, Reason: "the first rule that applies: " + r.Effect}
		}
	}
	return TopicDecision{Index: -1, Reason: "no rule applies, so that it is denied"}
}

// applies tells whether a rule decides. One that allows has to mean all topics of a filter, one that denies any of them.
func (r *TopicRule) applies(c Caller, client, action, topic string) bool {
	if r.Action != actionBoth && r.Action != action || r.Platform != "" && r.Platform != c.Platform {
		return false
	}
	mine, ok := fillIn(r.Filter, c, client)
	if !ok {
		return false
	}
	if r.Effect == effectDeny {
		return FiltersMeet(mine, topic)
	}
	return FilterCovers(mine, topic)
}

// fillIn puts user, client and app into a rule's filter. A client id that would be more than one level, or a wildcard,
// is in no topic.
func fillIn(filter string, c Caller, client string) (string, bool) {
	if !strings.Contains(filter, "%") {
		return filter, true
	}
	if strings.Contains(filter, "%c") && (client == "" || strings.ContainsAny(client, "/+#\x00")) {
		return "", false
	}
	filter = strings.ReplaceAll(filter, "%u", string(c.User))
	filter = strings.ReplaceAll(filter, "%a", string(c.App))
	return strings.ReplaceAll(filter, "%c", client), true // last: only a client id may hold a %
}

// CutShare splits the filter of a shared subscription, $share/NAME/FILTER [MQTT5-4.8.2].
func CutShare(filter string) (name, rest string, shared bool) {
	rest, shared = strings.CutPrefix(filter, "$share/")
	if !shared {
		return "", filter, false
	}
	name, rest, _ = strings.Cut(rest, "/")
	return name, rest, true
}

// CheckTopic refuses what is no topic that devices of the app may publish to, or no filter that they may subscribe to:
// action says which.
func (st *Settings) CheckTopic(topic, action string) error {
	return orNil(st.checkTopic(topic, action))
}

func (st *Settings) checkTopic(topic, action string) *Error {
	return checkDeviceTopic(topic, action, st.TopicBytes, st.TopicLevels)
}

// CheckDeviceTopic refuses what no app has as a topic that devices publish to, CheckDeviceFilter as a filter.
func CheckDeviceTopic(topic string) error {
	return orNil(checkDeviceTopic(topic, ActionPublish, MaxTopic, MaxTopicLevels))
}

// CheckDeviceFilter refuses what no app has as a filter for devices.
func CheckDeviceFilter(filter string) error {
	return orNil(checkDeviceTopic(filter, ActionSubscribe, MaxTopic, MaxTopicLevels))
}

func orNil(e *Error) error {
	if e == nil {
		return nil
	}
	return e
}

func checkDeviceTopic(topic, action string, bytes, levels int) *Error {
	field := "topic"
	if action == ActionSubscribe {
		field = "filter"
		name, rest, shared := CutShare(topic)
		if shared && (name == "" || strings.ContainsAny(name, "+#") || rest == "") { // [MQTT-4.8.2-1] [MQTT-4.8.2-2]
			return Errorf(CodeBadAddress, "%q is no shared subscription: write $share/NAME/FILTER", clip(topic)).At(field)
		}
		topic = rest
	}
	switch {
	case topic == "" || strings.Contains(topic, "\x00"):
		return Errorf(CodeBadAddress, "a %s has at least one character, and no zero byte", field).At(field)
	case len(topic) > bytes || strings.Count(topic, "/") >= levels:
		return Errorf(CodeBadAddress, "a %s has %d bytes and %d levels at most", field, bytes, levels).At(field)
	case topic[0] == '$' && action == ActionPublish:
		return Errorf(CodeBadAddress, "topics that begin with $ are the server's own").At(field)
	case topic[0] == '$':
		return Errorf(CodeForbidden, "topics that begin with $ are the server's own").At(field)
	case topic == "im" || strings.HasPrefix(topic, "im/"):
		return Errorf(CodeForbidden, "topics below im are those of messages").At(field)
	case action == ActionPublish && strings.ContainsAny(topic, "+#"):
		return Errorf(CodeBadAddress, "a topic to publish to has no wildcards").At(field)
	case !validWildcards(topic):
		return Errorf(CodeBadAddress, "%q is no filter: + and # stand for whole levels, # for the last", clip(topic)).At(field)
	}
	return nil
}

// validWildcards tells whether + and # stand where they may [MQTT-4.7.1-1] [MQTT-4.7.1-2].
func validWildcards(filter string) bool {
	if !strings.ContainsAny(filter, "+#") {
		return true
	}
	levels := strings.Split(filter, "/")
	for i, l := range levels {
		if len(l) > 1 && strings.ContainsAny(l, "+#") || l == "#" && i < len(levels)-1 {
			return false
		}
	}
	return true
}

// FilterCovers tells whether every topic that inner means is meant by outer too. Either may be a plain topic.
func FilterCovers(outer, inner string) bool {
	for {
		o, oRest, oMore := strings.Cut(outer, "/")
		i, iRest, iMore := strings.Cut(inner, "/")
		switch {
		case o == "#":
			return true
		case i == "#", o != "+" && o != i:
			return false
		case !iMore:
			return !oMore || oRest == "#" // a/# means a, too [MQTT-4.7.1-2]
		case !oMore:
			return false
		}
		outer, inner = oRest, iRest
	}
}

// FiltersMeet tells whether any topic is meant by both. Either may be a plain topic.
func FiltersMeet(a, b string) bool {
	for {
		x, xRest, xMore := strings.Cut(a, "/")
		y, yRest, yMore := strings.Cut(b, "/")
		switch {
		case x == "#" || y == "#":
			return true
		case x != "+" && y != "+" && x != y:
			return false
		case !xMore && !yMore:
			return true
		case !xMore:
			return yRest == "#"
		case !yMore:
			return xRest == "#"
		}
		a, b = xRest, yRest
	}
}

func (st Settings) checkTopicRules() error {
	switch {
	case st.TopicBytes < 1 || st.TopicBytes > MaxTopic:
		return Errorf(CodeInvalid, "topic_bytes is %d, allowed are 1 to %d", st.TopicBytes, MaxTopic).At("settings.topic_bytes")
	case st.TopicLevels < 1 || st.TopicLevels > MaxTopicLevels:
		return Errorf(CodeInvalid, "topic_levels is %d, allowed are 1 to %d", st.TopicLevels, MaxTopicLevels).At("settings.topic_levels")
	}
	if len(st.TopicRules) > MaxTopicRules {
		return Errorf(CodeTooMany, "an app may have %d rules for topics", MaxTopicRules).At("settings.topic_rules")
	}
	for i, r := range st.TopicRules {
		at := "settings.topic_rules." + itoa(uint64(i))
		switch {
		case r.Effect != effectAllow && r.Effect != effectDeny:
			return Errorf(CodeInvalid, "effect is %q, allowed are allow and deny", clip(r.Effect)).At(at + ".effect")
		case !slices.Contains([]string{ActionPublish, ActionSubscribe, actionBoth}, r.Action):
			return Errorf(CodeInvalid, "action is %q, allowed are publish, subscribe and both", clip(r.Action)).At(at + ".action")
		case r.Platform != "" && !slices.Contains(Platforms, r.Platform):
			return Errorf(CodeInvalid, "%q is no platform: use one of %v", clip(string(r.Platform)), Platforms).At(at + ".platform")
		}
		if err := checkTopicFilter(r.Filter, at+".filter"); err != nil {
			return err
		}
	}
	return nil
}

// ExplainTopic tells what the app's rules make of a user who publishes to a topic, or subscribes to a filter, on a
// session with this client id and platform. Only the app's key may ask.
func (s *Service) ExplainTopic(c Caller, as Caller, client, action, topic string) (TopicDecision, error) {
	switch {
	case !c.Admin:
		return TopicDecision{}, Errorf(CodeForbidden, "only the app's key may ask what its rules decide")
	case action != ActionPublish && action != ActionSubscribe:
		return TopicDecision{}, Errorf(CodeInvalid, "action is %q, allowed are publish and subscribe", clip(action)).At("action")
	case !ValidID(string(as.User)):
		return TopicDecision{}, checkID("user", string(as.User))
	}
	a, err := s.App(string(c.App))
	if err != nil {
		return TopicDecision{}, err
	}
	as.App = c.App
	return a.Settings.DecideTopic(as, client, action, topic), nil
}

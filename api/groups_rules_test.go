package api_test

import (
	"fmt"
	"testing"
	"time"
)

func TestGroups_RolesAndRules(t *testing.T) {
	w := newWorld(t)
	file := w.ask(t, "bob", "PUT", "/v1/files", "some bytes").json["id"].(string)
	secret := w.ask(t, "cat", "PUT", "/v1/files", "other bytes").json["id"].(string)
	write := func(name, who string, status int, code string) scenario {
		return scenario{name: name, who: who, method: "POST", path: "/v1/messages", body: `{"to":"group/g1","body":{"text":"x"}}`, status: status, code: code}
	}
	w.run(t, []scenario{
		{name: "make", who: "ann", method: "POST", path: "/v1/groups", body: `{"id":"g1","name":"G","members":["bob","cat"],"public":true,"max_members":3,"at_all":"everyone"}`, status: 201, want: []string{`"public":true`, `"join":"approval"`, `"max_members":3`, `"at_all":"everyone"`}},
		{name: "no such policy", who: "ann", method: "PATCH", path: "/v1/groups/g1", body: `{"join":"maybe"}`, status: 422, code: "invalid", field: "join"},
		{name: "too many members", who: "ann", method: "PATCH", path: "/v1/groups/g1", body: `{"max_members":10001}`, status: 422, code: "invalid", field: "max_members"},
		{name: "make an admin", who: "ann", method: "PUT", path: "/v1/groups/g1/admins/bob", status: 200, want: []string{`"user":"bob"`, `"role":"admin"`}},
		{name: "make an admin as an admin", who: "bob", method: "PUT", path: "/v1/groups/g1/admins/cat", status: 403, code: "not_owner"},
		{name: "admins", who: "cat", method: "GET", path: "/v1/groups/g1/members?role=admin", status: 200, want: []string{`"user":"bob"`}, not: []string{"ann", "cat"}},
		{name: "no such role", who: "cat", method: "GET", path: "/v1/groups/g1/members?role=king", status: 422, code: "invalid", field: "role"},

		{name: "mute", who: "bob", method: "PUT", path: "/v1/groups/g1/members/cat/mute", body: `{"seconds":60}`, status: 200, want: []string{`"muted_until":1`}},
		{name: "mute until and for", who: "bob", method: "PUT", path: "/v1/groups/g1/members/cat/mute", body: `{"seconds":60,"until":1}`, status: 422, code: "invalid", field: "until"},
		{name: "mute in the past", who: "bob", method: "PUT", path: "/v1/groups/g1/members/cat/mute", body: `{"until":1}`, status: 422, code: "invalid", field: "until"},
		{name: "mute the owner", who: "bob", method: "PUT", path: "/v1/groups/g1/members/ann/mute", status: 403, code: "forbidden", field: "user"},
		write("muted", "cat", 403, "muted"),
		{name: "who is muted", who: "ann", method: "GET", path: "/v1/groups/g1/members?muted=true", status: 200, want: []string{`"user":"cat"`}, not: []string{"bob"}},
		{name: "unmute", who: "bob", method: "DELETE", path: "/v1/groups/g1/members/cat/mute", status: 200, not: []string{"muted_until"}},
		write("not muted", "cat", 200, ""),
		{name: "mute all", who: "bob", method: "PUT", path: "/v1/groups/g1/mute", status: 200, want: []string{`"muted":true`}},
		write("all are muted", "cat", 403, "muted"),
		write("but an admin", "bob", 200, ""),
		{name: "allow", who: "bob", method: "PUT", path: "/v1/groups/g1/allowlist/cat", status: 200, want: []string{`"allowed":true`}},
		write("allowed", "cat", 200, ""),
		{name: "who is allowed", who: "cat", method: "GET", path: "/v1/groups/g1/members?allowed=true", status: 200, want: []string{`"user":"cat"`}, not: []string{"bob"}},
		{name: "disallow", who: "bob", method: "DELETE", path: "/v1/groups/g1/allowlist/cat", status: 200, not: []string{"allowed"}},
		write("disallowed", "cat", 403, "muted"),
		{name: "unmute all", who: "bob", method: "DELETE", path: "/v1/groups/g1/mute", status: 200, want: []string{`"muted":false`}},
		{name: "disable as the owner", who: "ann", method: "PUT", path: "/v1/groups/g1/disabled", status: 403, code: "forbidden"},
		{name: "disable", who: "key", method: "PUT", path: "/v1/groups/g1/disabled", status: 200, want: []string{`"disabled":true`}},
		write("disabled", "ann", 403, "group_disabled"),
		{name: "enable", who: "key", method: "DELETE", path: "/v1/groups/g1/disabled", status: 200, want: []string{`"disabled":false`}},
		write("enabled", "ann", 200, ""),

		{name: "nickname", who: "cat", method: "PATCH", path: "/v1/groups/g1/members/cat", body: `{"nickname":"Kitty","attributes":{"level":3}}`, status: 200, want: []string{`"nickname":"Kitty"`, `"attributes":{"level":3}`}},
		{name: "of another", who: "cat", method: "PATCH", path: "/v1/groups/g1/members/bob", body: `{"nickname":"x"}`, status: 403, code: "forbidden"},
		{name: "no object", who: "cat", method: "PATCH", path: "/v1/groups/g1/members/cat", body: `{"attributes":[1]}`, status: 422, code: "invalid", field: "attributes"},
		{name: "read it", who: "bob", method: "GET", path: "/v1/groups/g1/members/cat", status: 200, want: []string{`"nickname":"Kitty"`, `"level":3`}},
		{name: "lists have no attributes", who: "bob", method: "GET", path: "/v1/groups/g1/members", status: 200, want: []string{`"nickname":"Kitty"`}, not: []string{"level"}},

		{name: "values as a member", who: "cat", method: "PATCH", path: "/v1/groups/g1/values", body: `{"set":{"seat-1":"cat"}}`, status: 403, code: "forbidden"},
		{name: "values as an admin", who: "bob", method: "PATCH", path: "/v1/groups/g1/values", body: `{"set":{"seat-1":"cat"}}`, status: 200, want: []string{`"values":{"seat-1":"cat"}`, `"member_values":false`}},
		{name: "let members", who: "bob", method: "PATCH", path: "/v1/groups/g1", body: `{"member_values":true}`, status: 200, want: []string{`"member_values":true`, `"seat-1"`}},
		{name: "members may", who: "cat", method: "PATCH", path: "/v1/groups/g1/values", body: `{"set":{"seat-2":"cat"},"delete":["seat-1"]}`, status: 200, want: []string{`"values":{"seat-2":"cat"}`}},
		{name: "no text", who: "cat", method: "PATCH", path: "/v1/groups/g1/values", body: `{"set":{"seat-2":1}}`, status: 422, code: "invalid", field: "set.seat-2"},
		{name: "set and deleted", who: "cat", method: "PATCH", path: "/v1/groups/g1/values", body: `{"set":{"a":""},"delete":["a"]}`, status: 422, code: "invalid", field: "delete"},
		{name: "values elsewhere", who: "cat", method: "PATCH", path: "/v1/groups/none/values", body: `{}`, status: 404, code: "no_such_group", field: "group"},

		{name: "share", who: "bob", method: "POST", path: "/v1/groups/g1/files", body: fmt.Sprintf(`{"file":%q,"name":"map"}`, file), status: 200, want: []string{`"name":"map"`, `"by":"bob"`}},
		{name: "share another's", who: "bob", method: "POST", path: "/v1/groups/g1/files", body: fmt.Sprintf(`{"file":%q}`, secret), status: 404, code: "no_such_file", field: "file"},
		{name: "load it", who: "cat", method: "GET", path: "/v1/files/" + file, status: 200, want: []string{`"url"`}},
		{name: "files", who: "cat", method: "GET", path: "/v1/groups/g1/files", status: 200, want: []string{file}},
		{name: "unshare", who: "cat", method: "DELETE", path: "/v1/groups/g1/files/" + file, status: 403, code: "forbidden"},
		{name: "unshare one's own", who: "bob", method: "DELETE", path: "/v1/groups/g1/files/" + file, status: 204},
		{name: "no more to load", who: "cat", method: "GET", path: "/v1/files/" + file, status: 404, code: "no_such_file", field: "file"},

		{name: "ban", who: "bob", method: "PUT", path: "/v1/groups/g1/bans/cat", status: 200, want: []string{`"by":"bob"`}},
		{name: "banned", who: "cat", method: "GET", path: "/v1/groups/g1", status: 403, code: "not_member"},
		{name: "bans", who: "ann", method: "GET", path: "/v1/groups/g1/bans", status: 200, want: []string{`"user":"cat"`}},
		{name: "back", who: "ann", method: "POST", path: "/v1/groups/g1/members", body: `{"members":["cat"]}`, status: 403, code: "banned_from_group", field: "members"},
		{name: "join", who: "cat", method: "POST", path: "/v1/groups/g1/join", status: 403, code: "banned_from_group", field: "group"},
		{name: "lift", who: "bob", method: "DELETE", path: "/v1/groups/g1/bans/cat", status: 204},
		{name: "lift again", who: "bob", method: "DELETE", path: "/v1/groups/g1/bans/cat", status: 404, code: "not_found", field: "user"},
		{name: "no admin", who: "ann", method: "DELETE", path: "/v1/groups/g1/admins/bob", status: 200, want: []string{`"role":"member"`}},
	})
	mute := w.ask(t, "key", "PUT", "/v1/groups/g1/members/bob/mute", fmt.Sprintf(`{"until":%d}`, time.Now().Add(time.Hour).UnixMilli()))
	refused := w.ask(t, "bob", "POST", "/v1/messages", `{"to":"group/g1","body":{"text":"x"}}`)
	if until := refused.json["until"]; until == nil || until != mute.json["muted_until"] {
		t.Errorf("muted until %v, told %v", mute.text, refused.text)
	}
}

func TestGroups_ComingIn(t *testing.T) {
	w := newWorld(t)
	w.run(t, []scenario{
		{name: "make", who: "ann", method: "POST", path: "/v1/groups", body: `{"id":"g1","name":"Climbing","public":true}`, status: 201},
		{name: "find", who: "bob", method: "GET", path: "/v1/public-groups?name=CLIMB", status: 200, want: []string{`"id":"g1"`, `"join":"approval"`}, not: []string{"next"}},
		{name: "find nothing", who: "bob", method: "GET", path: "/v1/public-groups?name=x", status: 200, want: []string{`"groups":[]`}},
		{name: "find in another app", who: "shop/ann", method: "GET", path: "/v1/public-groups", status: 200, want: []string{`"groups":[]`}},
		{name: "a foreign cursor", who: "bob", method: "GET", path: "/v1/public-groups?cursor=!", status: 422, code: "invalid", field: "cursor"},
		{name: "look", who: "bob", method: "GET", path: "/v1/public-groups/g1", status: 200, want: []string{`"name":"Climbing"`}},
		{name: "ask", who: "bob", method: "POST", path: "/v1/groups/g1/join", body: `{"text":"I climb"}`, status: 200, want: []string{`"state":"pending"`}},
		{name: "withdraw", who: "bob", method: "DELETE", path: "/v1/groups/g1/join", status: 204},
		{name: "withdraw again", who: "bob", method: "DELETE", path: "/v1/groups/g1/join", status: 404, code: "not_found", field: "user"},
		{name: "ask again", who: "bob", method: "POST", path: "/v1/groups/g1/join", status: 200},
		{name: "another asks", who: "cat", method: "POST", path: "/v1/groups/g1/join", body: `{"text":"me too"}`, status: 200},
		{name: "list as an outsider", who: "bob", method: "GET", path: "/v1/groups/g1/requests", status: 403, code: "not_member"},
		{name: "list", who: "ann", method: "GET", path: "/v1/groups/g1/requests?limit=1", status: 200, want: []string{`"user":"bob"`, `"next":"bob"`}},
		{name: "the next page", who: "ann", method: "GET", path: "/v1/groups/g1/requests?cursor=bob", status: 200, want: []string{`"text":"me too"`}, not: []string{"next"}},
		{name: "accept", who: "ann", method: "POST", path: "/v1/groups/g1/requests/bob/accept", status: 204},
		{name: "accept again", who: "ann", method: "POST", path: "/v1/groups/g1/requests/bob/accept", status: 404, code: "not_found", field: "user"},
		{name: "decline", who: "ann", method: "POST", path: "/v1/groups/g1/requests/cat/decline", body: `{"text":"sorry"}`, status: 204},
		{name: "in", who: "bob", method: "GET", path: "/v1/groups/g1", status: 200},

		{name: "a member may not invite", who: "bob", method: "POST", path: "/v1/groups/g1/members", body: `{"members":["cat"]}`, status: 403, code: "forbidden"},
		{name: "members may, with consent", who: "ann", method: "PATCH", path: "/v1/groups/g1", body: `{"member_invites":true,"invite_consent":true,"join":"closed"}`, status: 200},
		{name: "closed", who: "cat", method: "POST", path: "/v1/groups/g1/join", status: 403, code: "forbidden", field: "group"},
		{name: "invite", who: "bob", method: "POST", path: "/v1/groups/g1/members", body: `{"members":["cat"]}`, status: 200, want: []string{`"invited":["cat"]`, `"members":2`}},
		{name: "invites", who: "ann", method: "GET", path: "/v1/groups/g1/invites", status: 200, want: []string{`"user":"cat"`, `"by":"bob"`}},
		{name: "mine", who: "cat", method: "GET", path: "/v1/invites", status: 200, want: []string{`"group":"g1"`, `"name":"Climbing"`}},
		{name: "of nobody", who: "key", method: "GET", path: "/v1/invites", status: 422, code: "invalid", field: "from"},
		{name: "decline it", who: "cat", method: "POST", path: "/v1/invites/g1/decline", body: `{"text":"no time"}`, status: 204},
		{name: "invite again", who: "bob", method: "POST", path: "/v1/groups/g1/members", body: `{"members":["cat"]}`, status: 200},
		{name: "cancel", who: "bob", method: "DELETE", path: "/v1/groups/g1/invites/cat", status: 204},
		{name: "too late", who: "cat", method: "POST", path: "/v1/invites/g1/accept", status: 404, code: "not_found", field: "group"},
		{name: "once more", who: "bob", method: "POST", path: "/v1/groups/g1/members", body: `{"members":["cat"]}`, status: 200},
		{name: "accept it", who: "cat", method: "POST", path: "/v1/invites/g1/accept", status: 204},
		{name: "a member", who: "cat", method: "GET", path: "/v1/groups/g1", status: 200, want: []string{`"members":3`}},
		{name: "no invites", who: "cat", method: "GET", path: "/v1/invites", status: 200, want: []string{`"invites":[]`}},
	})
}

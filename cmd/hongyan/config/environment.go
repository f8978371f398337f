package config

import (
	"fmt"
	"regexp"
	"strings"
)

// environment picks our variables out of environ ("NAME=value"), by setting. A variable with our prefix that names
// no setting is an error: a typo must not start a server with a default.
func environment(environ []string) (values map[string]string, problems []error) {
	var known []string
	byEnv := map[string]setting{}
	for _, s := range settings() {
		known = append(known, s.env())
		byEnv[s.env()] = s
	}
	values = map[string]string{}
	for _, e := range environ {
		name, value, _ := strings.Cut(e, "=")
		s, ok := byEnv[name]
		switch {
		case ok:
			values[s.name] = value
		case strings.HasPrefix(name, prefix) && !serviceLink(name, value):
			problems = append(problems, fmt.Errorf("environment %s: no such setting%s", name, didYouMean(name, known)))
		}
	}
	return values, problems
}

var (
	linkName  = regexp.MustCompile(`_(SERVICE_HOST|SERVICE_PORT(_[A-Z0-9_]+)?|PORT_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)$`)
	linkValue = regexp.MustCompile(`^(tcp|udp|sctp)://`)
)

// serviceLink recognizes the variables that Kubernetes gives each pod for each service. One called "hongyan" gives
// HONGYAN_SERVICE_HOST, HONGYAN_PORT=tcp://…, HONGYAN_PORT_1883_TCP_ADDR: nobody's typo.
func serviceLink(name, value string) bool {
	return linkName.MatchString(name) || strings.HasSuffix(name, "_PORT") && linkValue.MatchString(value)
}

// didYouMean suggests the known name nearest to a wrong one, if it is near enough to be meant.
func didYouMean(wrong string, known []string) string {
	best, least := "", len(wrong)/4+1
	for _, k := range known {
		if d := distance(wrong, k); d < least {
			best, least = k, d
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf("; did you mean %s?", best)
}

// distance counts the letters to insert, delete or replace to get from a to b (Levenshtein).
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

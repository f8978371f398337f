package chat

import "encoding/json"

// members calls f for each member of a JSON object, with its name and its value as they stand in b. It is one pass
// without allocations, for the path of every message; names with escapes come as they are written. It returns false
// when f does, or when b is no valid JSON object [RFC 8259]: then f may have seen the members before the flaw.
func members(b []byte, f func(name, value []byte) bool) bool {
	i := space(b, 0)
	if i == len(b) || b[i] != '{' {
		return false
	}
	end := object(b, i, 1, f)
	return end > 0 && space(b, end) == len(b)
}

// maxDepth is how deep JSON may be nested: what encoding/json takes, which reads it later.
const maxDepth = 10_000

// The functions below give the end of what begins at i, or invalid.
const invalid = -1

func object(b []byte, i, depth int, f func(name, value []byte) bool) int {
	if depth > maxDepth {
		return invalid
	}
	if i = space(b, i+1); i < len(b) && b[i] == '}' {
		return i + 1
	}
	for {
		end := quoted(b, i)
		if end < 0 {
			return invalid
		}
		name := b[i+1 : end-1]
		if i = space(b, end); i == len(b) || b[i] != ':' {
			return invalid
		}
		i = space(b, i+1)
		if end = anything(b, i, depth); end < 0 || f != nil && !f(name, b[i:end]) {
			return invalid
		}
		if i = space(b, end); i == len(b) || b[i] != ',' {
			break
		}
		i = space(b, i+1)
	}
	return closed(b, i, '}')
}

func array(b []byte, i, depth int) int {
	if depth > maxDepth {
		return invalid
	}
	if i = space(b, i+1); i < len(b) && b[i] == ']' {
		return i + 1
	}
	for {
		end := anything(b, i, depth)
		if end < 0 {
			return invalid
		}
		if i = space(b, end); i == len(b) || b[i] != ',' {
			break
		}
		i = space(b, i+1)
	}
	return closed(b, i, ']')
}

func anything(b []byte, i, depth int) int {
	if i == len(b) {
		return invalid
	}
	switch b[i] {
	case '"':
		return quoted(b, i)
	case '{':
		return object(b, i, depth+1, nil)
	case '[':
		return array(b, i, depth+1)
	case 't':
		return word(b, i, "true")
	case 'f':
		return word(b, i, "false")
	case 'n':
		return word(b, i, "null")
	}
	return number(b, i)
}

func quoted(b []byte, i int) int {
	if i == len(b) || b[i] != '"' {
		return invalid
	}
	for i++; i < len(b); i++ {
		switch c := b[i]; {
		case c == '"':
			return i + 1
		case c == '\\':
			if i = escaped(b, i+1); i < 0 {
				return invalid
			}
		case c < ' ':
			return invalid
		}
	}
	return invalid
}

// escaped gives the last byte of an escape, instead of what follows it.
func escaped(b []byte, i int) int {
	if i == len(b) {
		return invalid
	}
	switch b[i] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return i
	case 'u':
		if len(b)-i < 5 {
			return invalid
		}
		for _, c := range b[i+1 : i+5] {
			if !('0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'f') {
				return invalid
			}
		}
		return i + 4
	}
	return invalid
}

func number(b []byte, i int) int {
	if b[i] == '-' {
		i++
	}
	end := digits(b, i)
	if end == i || b[i] == '0' && end > i+1 {
		return invalid
	}
	if end < len(b) && b[end] == '.' {
		i = end + 1
		if end = digits(b, i); end == i {
			return invalid
		}
	}
	if end < len(b) && b[end]|0x20 == 'e' {
		if i = end + 1; i < len(b) && (b[i] == '+' || b[i] == '-') {
			i++
		}
		if end = digits(b, i); end == i {
			return invalid
		}
	}
	return end
}

func digits(b []byte, i int) int {
	for i < len(b) && '0' <= b[i] && b[i] <= '9' {
		i++
	}
	return i
}

func word(b []byte, i int, w string) int {
	if len(b)-i < len(w) || string(b[i:i+len(w)]) != w {
		return invalid
	}
	return i + len(w)
}

func closed(b []byte, i int, with byte) int {
	if i == len(b) || b[i] != with {
		return invalid
	}
	return i + 1
}

func space(b []byte, i int) int {
	for i < len(b) && (b[i] == ' ' || b[i] == '\n' || b[i] == '\t' || b[i] == '\r') {
		i++
	}
	return i
}

// plain gives the text of a JSON string; ok is false for other values.
func plain(value []byte) (s string, ok bool) {
	if len(value) < 2 || value[0] != '"' {
		return "", false
	}
	inner := value[1 : len(value)-1]
	if string(inner) == "txt" {
		return "txt", true // as nearly always, and then without a copy
	}
	for _, c := range inner {
		if c == '\\' {
			return s, json.Unmarshal(value, &s) == nil
		}
	}
	return string(inner), true
}

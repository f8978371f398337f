package chat

import "encoding/json"

// members calls f for each member of a JSON object, with its name and its value as they stand in b. It is one pass
// without allocations, for the path of every message; names with escapes come as they are written. It returns false
// when b is no valid JSON object.
func members(b []byte, f func(name, value []byte) bool) bool {
	return isObject(b) && json.Valid(b) && eachMember(b, f)
}

// eachMember is members for an object that is known to be valid.
func eachMember(b []byte, f func(name, value []byte) bool) bool {
	i := space(b, 0) + 1 // after '{'
	for {
		i = space(b, i)
		if b[i] == '}' {
			return true
		}
		end := skip(b, i)
		name := b[i+1 : end-1]
		i = space(b, space(b, end)+1) // after ':'
		end = skip(b, i)
		if !f(name, b[i:end]) {
			return false
		}
		if i = space(b, end); b[i] == ',' {
			i++
		}
	}
}

func space(b []byte, i int) int {
	for b[i] == ' ' || b[i] == '\n' || b[i] == '\t' || b[i] == '\r' {
		i++
	}
	return i
}

// skip gives the end of the value that begins at i. The JSON is known to be valid.
func skip(b []byte, i int) int {
	switch b[i] {
	case '"':
		for i++; b[i] != '"'; i++ {
			if b[i] == '\\' {
				i++
			}
		}
		return i + 1
	case '{', '[':
		for depth := 0; ; i++ {
			switch b[i] {
			case '"':
				i = skip(b, i) - 1
			case '{', '[':
				depth++
			case '}', ']':
				if depth--; depth == 0 {
					return i + 1
				}
			}
		}
	}
	for i < len(b) && b[i] != ',' && b[i] != '}' && b[i] != ']' && b[i] > ' ' {
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

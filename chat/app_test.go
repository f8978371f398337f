package chat

import (
	"reflect"
	"testing"
)

// TestApp_CopiesShareNothing fills every slice, map and pointer of an app: one that a copy shared would change what is
// remembered for all.
func TestApp_CopiesShareNothing(t *testing.T) {
	var a App
	var fill func(v reflect.Value)
	fill = func(v reflect.Value) {
		switch v.Kind() {
		case reflect.Struct:
			for _, f := range v.Fields() {
				if f.CanSet() {
					fill(f)
				}
			}
		case reflect.Pointer:
			v.Set(reflect.New(v.Type().Elem()))
			fill(v.Elem())
		case reflect.Slice:
			v.Set(reflect.MakeSlice(v.Type(), 1, 1))
			fill(v.Index(0))
		case reflect.Map:
			v.Set(reflect.MakeMap(v.Type()))
		}
	}
	fill(reflect.ValueOf(&a).Elem())
	found := 0
	var differ func(x, y reflect.Value, where string)
	differ = func(x, y reflect.Value, where string) {
		switch x.Kind() {
		case reflect.Struct:
			for i := range x.NumField() {
				differ(x.Field(i), y.Field(i), where+"."+x.Type().Field(i).Name)
			}
			return
		case reflect.Pointer:
			differ(x.Elem(), y.Elem(), where)
		case reflect.Slice:
			differ(x.Index(0), y.Index(0), where)
		case reflect.Map:
		default:
			return
		}
		if found++; x.Pointer() == y.Pointer() {
			t.Errorf("%s is shared", where)
		}
	}
	differ(reflect.ValueOf(a), reflect.ValueOf(a.clone()), "App")
	if found < 4 {
		t.Errorf("%d were looked at", found)
	}
}

package bot

import (
	"reflect"
	"testing"
)

func TestAFormThatWasRefused(t *testing.T) {
	f := Form{Fields: []Field{{Name: "value", Value: "93.8"}, {Name: "why", Error: "stale"}}}
	wrong := map[string]string{"value": "That isn't a number.", "of": "There is no KPI 9.", "": "Nothing was recorded."}
	got := f.With(map[string]string{"value": "about 90", "gone": "x"}).Refused(wrong)
	if want := []Field{{Name: "value", Value: "about 90", Error: "That isn't a number."}, {Name: "why"}}; !reflect.DeepEqual(got.Fields, want) {
		t.Errorf("%+v", got.Fields)
	}
	if want := []string{"Nothing was recorded.", "There is no KPI 9."}; !reflect.DeepEqual(f.Homeless(wrong), want) {
		t.Errorf("homeless: %q", f.Homeless(wrong))
	}
	if f.Fields[0].Value != "93.8" || f.Fields[1].Error != "stale" || !reflect.DeepEqual(f.Refused(nil), f) {
		t.Errorf("the form itself is now %+v", f.Fields)
	}
}

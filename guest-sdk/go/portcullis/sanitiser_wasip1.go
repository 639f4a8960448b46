package portcullis

import "unsafe"

// AnswerScan answers a scan as the host hands it over. It is for sanitiser.Export.
func AnswerScan(sanitiser Sanitiser, context ScanContext, segments unsafe.Pointer, count uint32, more bool) unsafe.Pointer {
	from := reader{uintptr(segments)}
	texts := make([]Segment, count)
	for index := range texts {
		texts[index] = Segment{from.string(), from.string()}
	}
	report, err := RunScan(exported, sanitiser, context, texts, more)
	var answer writer
	if err != nil {
		answer.u8(1)
		answer.string(valid(err.Error()))
		answer.fill(20)
		return answer.done()
	}
	answer.u8(0)
	writeList(&answer, report.Findings, writeFinding)
	writeList(&answer, report.Settled, func(to *writer, settled int) { to.u32(uint32(settled)) })
	return answer.done()
}

func writeFinding(to *writer, finding SegmentFinding) {
	to.u32(uint32(finding.Segment))
	to.u32(uint32(finding.Start))
	to.u32(uint32(finding.End))
	to.string(valid(finding.Kind))
	to.u8(uint8(finding.Severity))
	to.option(finding.Replacement)
}

module conformance

go 1.24

require portcullis v0.1.0

replace portcullis => ./portcullis

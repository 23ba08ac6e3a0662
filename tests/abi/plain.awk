# Headers without comments and preprocessor lines, for the gates that read them. A comment may begin
# and end anywhere; a macro may go on over several lines.
{
    line = $0
    if (!inside && (macro || line ~ /^[ \t]*#/)) {
        macro = line ~ /\\$/
        next
    }
    out = ""
    while (length(line)) {
        if (inside) {
            end = index(line, "*/")
            if (!end)
                break
            line = substr(line, end + 2)
            inside = 0
        } else {
            start = index(line, "/*")
            if (!start) {
                out = out line
                break
            }
            out = out substr(line, 1, start - 1) " "
            line = substr(line, start + 2)
            inside = 1
        }
    }
    print out
}

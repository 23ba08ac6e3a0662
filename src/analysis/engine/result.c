/*
 * result.c - writing result tables cell by cell. The first failure sticks, so that an analysis
 * looks at the writer's status once.
 */
#include "analysis/engine/inside.h"

struct crm__writer
crm__writer_on(crm_analysis *analysis, crm_table *table)
{
    return (struct crm__writer){analysis, table, 0, CRM_OK};
}

struct crm__writer
crm__writer_of(crm_analysis *analysis, size_t result)
{
    return crm__writer_on(analysis, analysis->results[CRM__RESULTS_OWN + result]);
}

static void
settle(struct crm__writer *writer, crm_status status)
{
    writer->column++;
    if (status != CRM_OK)
        writer->status = crm__no_memory(writer->analysis->crm);
}

void
crm__write_row(struct crm__writer *writer)
{
    if (writer->status != CRM_OK)
        return;
    writer->table->rows++;
    writer->column = 0;
}

void
crm__write_int(struct crm__writer *writer, int64_t value)
{
    if (writer->status != CRM_OK)
        return;
    settle(writer, crm__put_int(writer->table, writer->table->rows - 1, writer->column, value));
}

void
crm__write_none(struct crm__writer *writer)
{
    if (writer->status == CRM_OK)
        writer->column++;
}

void
crm__write_int_if(struct crm__writer *writer, bool has, int64_t value)
{
    if (has)
        crm__write_int(writer, value);
    else
        crm__write_none(writer);
}

void
crm__write_id(struct crm__writer *writer, crm_id id)
{
    crm__write_int_if(writer, id != 0, id);
}

void
crm__write_day(struct crm__writer *writer, int64_t day)
{
    crm__write_int_if(writer, day != CRM_DAY_NONE, day);
}

void
crm__write_double(struct crm__writer *writer, double value)
{
    if (writer->status != CRM_OK)
        return;
    settle(writer, crm__put_double(writer->table, writer->table->rows - 1, writer->column, value));
}

void
crm__write_ratio(struct crm__writer *writer, int64_t a, int64_t b)
{
    if (b == 0)
        crm__write_none(writer);
    else
        crm__write_double(writer, crm__ratio(a, b));
}

void
crm__write_text(struct crm__writer *writer, const char *text, size_t length)
{
    if (!text) {
        crm__write_none(writer);
        return;
    }
    if (writer->status != CRM_OK)
        return;
    settle(writer,
           crm__put_text(writer->table, writer->table->rows - 1, writer->column, text, length));
}

/*
 * map_stage.c - the stages of a pipeline written in the map: name, outcome, chance, limits.
 */
#include "map_reader.h"

#include "number.h"

#include <string.h>

static bool
read_chance(struct map_reader *reader, struct map_stage *stage)
{
    const struct token *token = tokens_next(&reader->tokens);
    size_t length = strlen(token->text);
    int64_t points;

    if (length && token->text[length - 1] == '%')
        length--;
    else
        tokens_take_word(&reader->tokens, "%");
    if (!number_ratio(token->text, length, MAP_PERCENT, '.', 0, &points) || points < 0 ||
        points > 10000)
        return fault_at(reader->fault, token->place,
                        "expected open, on_hold, won, lost, a chance as 10%%, assumed, position, "
                        "expected_days or max_days");
    if (stage->probability_bp >= 0)
        return fault_at(reader->fault, token->place, "the stage has a chance already");
    stage->probability_bp = (int32_t)points;
    return true;
}

static bool
read_outcome(struct map_reader *reader, struct map_stage *stage, int32_t outcome)
{
    if (stage->outcome)
        return fault_at(reader->fault, reader->tokens.items[reader->tokens.at - 1].place,
                        "expected one of open, on_hold, won, lost, not two");
    stage->outcome = outcome;
    return true;
}

static bool
read_word(struct map_reader *reader, struct map_stage *stage)
{
    struct tokens *tokens = &reader->tokens;

    if (tokens_take_word(tokens, "open"))
        return read_outcome(reader, stage, CRM_OUTCOME_OPEN);
    if (tokens_take_word(tokens, "won"))
        return read_outcome(reader, stage, CRM_OUTCOME_WON);
    if (tokens_take_word(tokens, "lost"))
        return read_outcome(reader, stage, CRM_OUTCOME_LOST);
    if (tokens_take_word(tokens, "on_hold"))
        return read_outcome(reader, stage, CRM_OUTCOME_ON_HOLD);
    if (tokens_take_word(tokens, "position"))
        return map_number(reader, 1, 10000, &stage->position);
    if (tokens_take_word(tokens, "expected_days"))
        return map_number(reader, 1, 36500, &stage->expected_days);
    if (tokens_take_word(tokens, "max_days"))
        return map_number(reader, 1, 36500, &stage->max_days);
    if (tokens_take_word(tokens, "assumed")) {
        stage->assumed = true;
        return true;
    }
    return read_chance(reader, stage);
}

static bool
fits(struct map_reader *reader, const struct map_pipeline *pipeline, const struct map_stage *stage)
{
    size_t i;

    if (!stage->outcome)
        return fault_at(reader->fault, stage->place,
                        "a stage needs one of open, on_hold, won, lost");
    if (stage->probability_bp >= 0 && stage->outcome != CRM_OUTCOME_OPEN &&
        stage->outcome != CRM_OUTCOME_ON_HOLD)
        return fault_at(reader->fault, stage->place, "the chance of a closed stage is known");
    for (i = 0; i < pipeline->count; i++) {
        if (strcmp(pipeline->stages[i].name, stage->name) == 0)
            return fault_at(reader->fault, stage->place, "the pipeline has two stages \"%.80s\"",
                            stage->name);
        if (pipeline->stages[i].position == stage->position)
            return fault_at(reader->fault, stage->place, "two stages have this position");
    }
    return true;
}

bool
map_read_stage(struct map_reader *reader)
{
    struct map *map = reader->map;
    struct map_pipeline *pipeline = &map->pipelines[map->pipeline_count - 1];
    struct map_stage stage = {.probability_bp = -1, .place = tokens_peek(&reader->tokens)->place};

    if (!tokens_take_word(&reader->tokens, "stage"))
        return map_expected(reader, "stage \"NAME\", or the start of a section");
    if (tokens_peek(&reader->tokens)->type != TOKEN_TEXT)
        return map_expected(reader, "the name of the stage in quotes");
    stage.name = tokens_next(&reader->tokens)->text;
    while (tokens_peek(&reader->tokens)->type != TOKEN_END)
        if (!read_word(reader, &stage))
            return false;
    if (!stage.position)
        stage.position = (int64_t)pipeline->count + 1;
    if (!fits(reader, pipeline, &stage))
        return false;
    memory_grow((void **)&pipeline->stages, &pipeline->capacity, pipeline->count + 1, sizeof stage);
    pipeline->stages[pipeline->count++] = stage;
    return true;
}

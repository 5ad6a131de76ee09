#pragma once
// Programmes as merchants might write them, at random.
#include "shared/base/value.h"
#include "tests/property.h"

namespace laurel::simulate {

// Zones of whole hours, with the changes of their clocks from 2020 to 2049.
Value random_zone(SeededRandom& random);

// A document that check_program has nothing against.
Value random_programme(SeededRandom& random, const Value& zone);

// The same programme, edited as merchants do: a rate, a cap, a rule more or less, another policy.
Value edited_programme(SeededRandom& random, Value programme);

}  // namespace laurel::simulate

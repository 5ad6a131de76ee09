// Writes the years of the Chinese lunar calendar as lines of C++ (edge/lunar_calendar.cpp), when the edge is built.
import {writeFileSync} from 'node:fs';
import {LunarYear} from 'lunar-typescript';

const first_year = 1970;
const last_year = 2100;
const julian_day_of_1970 = 2440587.5;

function line_of(year) {
  const months = LunarYear.fromYear(year).getMonthsInYear();
  const first_day = Math.floor(months[0].getFirstJulianDay() - julian_day_of_1970);
  const leap_month = months.find((month) => month.isLeap());
  const long_months = months.map((month, index) => (month.getDayCount() === 30 ? 1 << index : 0));
  return `{${first_day}, ${-(leap_month?.getMonth() ?? 0)}, ${long_months.reduce((sum, bit) => sum | bit)}},\n`;
}

const years = Array.from({length: last_year - first_year + 1}, (_, index) => first_year + index);
writeFileSync(process.argv[2], years.map(line_of).join(''));

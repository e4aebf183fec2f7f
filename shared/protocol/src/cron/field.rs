//! One field of a schedule: a list of numbers, names, ranges and steps.

use super::CronError;

/// What a field may hold.
#[derive(Debug)]
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) first: i16,
    pub(super) last: i16,
    /// Names of the numbers, from the first on.
    pub(super) names: &'static [&'static str],
    /// Whether the first number follows the last one, so that a range may go over the end.
    pub(super) cyclic: bool,
}

impl Field {
    /// Every number that a comma-separated list stands for.
    pub(super) fn values<N, C>(&self, list: &str) -> Result<C, CronError>
    where
        N: TryFrom<i16>,
        C: FromIterator<N>,
    {
        let items = list.split(',').map(|item| self.range(item)).collect::<Result<Vec<_>, _>>()?;
        Ok(items.into_iter().flatten().collect())
    }

    /// The numbers of one item: `*`, `5`, `MON-FRI`, `22-2` (over the end), `0/15` and `/15` (to the end), `2-10/3`.
    pub(super) fn range<N: TryFrom<i16>>(&self, item: &str) -> Result<Vec<N>, CronError> {
        let (range, step) = match item.split_once('/') {
            Some((range, step)) => (range, Some(self.step(item, step)?)),
            None => (item, None),
        };
        let (first, last) = match (range, range.split_once('-'), step) {
            ("*", _, _) | ("", _, Some(_)) => (self.first, self.last),
            (_, Some((first, last)), _) => (self.number(first)?, self.number(last)?),
            (_, None, Some(_)) => (self.number(range)?, self.last),
            (_, None, None) => (self.number(range)?, self.number(range)?),
        };
        if first > last && !self.cyclic {
            return Err(self.refuse(item, "it ends before it begins"));
        }
        let size = self.last - self.first + 1;
        let unrolled = if first <= last { last } else { last + size };
        let numbers = (first..=unrolled).step_by(step.unwrap_or(1));
        let rolled = numbers.map(|number| (number - self.first) % size + self.first);
        Ok(rolled.filter_map(|number| N::try_from(number).ok()).collect())
    }

    /// The number that a text names or writes.
    pub(super) fn number<N: TryFrom<i16>>(&self, text: &str) -> Result<N, CronError> {
        let mut named = (self.first..).zip(self.names);
        let named = named.find_map(|(number, name)| (*name == text).then_some(number));
        named
            .or_else(|| text.parse().ok())
            .filter(|number| (self.first..=self.last).contains(number))
            .and_then(|number| N::try_from(number).ok())
            .ok_or_else(|| self.refuse(text, &self.wanted()))
    }

    /// A step, at most the largest number: `0/90` minutes would be every hour, which nobody means.
    fn step(&self, item: &str, step: &str) -> Result<usize, CronError> {
        let step = step.parse::<i16>().ok().filter(|step| (1..=self.last).contains(step));
        step.and_then(|step| usize::try_from(step).ok()).ok_or_else(|| {
            self.refuse(item, &format!("a step is a number from 1 to {}", self.last))
        })
    }

    fn wanted(&self) -> String {
        let numbers = format!("it is a number from {} to {}", self.first, self.last);
        match (self.names.first(), self.names.last()) {
            (Some(first), Some(last)) => format!("{numbers}, or {first} to {last}"),
            (_, _) => numbers,
        }
    }

    /// An error about this field.
    pub(super) fn refuse(&self, text: &str, wanted: &str) -> CronError {
        CronError::Field { field: self.name, text: text.to_owned(), wanted: wanted.to_owned() }
    }
}

//! A team: its channels, and one after the other all that is in them.

use std::collections::BTreeMap;
use std::ops::Bound;

use documents::{ChannelContext, TeamContext};
use graph::resources::Channel;

use crate::crawl::position::{ChannelStage, TeamPlace};
use crate::crawl::{Segment, Step, Stop, channel};

/// The scope of the list of channels, and of the documents that are made of it.
const CHANNELS: &str = "channels";

/// A team's reading.
#[derive(Debug)]
pub(crate) struct Reading {
    team: TeamContext,
    place: TeamPlace,
    /// The team's channels by id, listed once per segment.
    channels: Option<BTreeMap<String, Channel>>,
}

impl Reading {
    pub(crate) fn new(team: TeamContext, place: TeamPlace) -> Self {
        Self { team, place, channels: None }
    }

    pub(crate) fn into_place(self) -> TeamPlace {
        self.place
    }

    pub(crate) async fn step(&mut self, segment: &mut Segment<'_>) -> Result<Step, Stop> {
        if self.place == TeamPlace::End {
            return Ok(Step::Done);
        }
        // In the same step as what follows, so that every segment moves on, however short it is.
        let channels = match &mut self.channels {
            Some(channels) => channels,
            none => none.insert(list(segment, &self.team).await?),
        };
        match &mut self.place {
            TeamPlace::Channels => {
                write(segment, &self.team, channels).await?;
                self.place = channel_after(channels, None);
            }
            TeamPlace::Channel { id, stage } => {
                let next = match channels.get(id) {
                    Some(channel) => {
                        let context = ChannelContext::new(&self.team, channel);
                        channel::step(segment, &context, stage).await?
                    }
                    // It was deleted between two segments.
                    None => None,
                };
                match next {
                    Some(next) => *stage = next,
                    None => self.place = channel_after(channels, Some(id)),
                }
            }
            TeamPlace::End => {}
        }
        Ok(Step::More)
    }

    pub(crate) fn skip(&mut self, segment: &mut Segment<'_>, code: &str, reason: String) {
        match (&mut self.place, &self.channels) {
            (TeamPlace::Channel { id, stage }, Some(channels)) => {
                segment.fail(&channel::scope(id, stage), code, reason);
                match channel::after_failure(stage) {
                    Some(next) => *stage = next,
                    None => self.place = channel_after(channels, Some(id)),
                }
            }
            // Without the list nothing can be read; scopes that were complete before it stay so.
            (TeamPlace::Channels | TeamPlace::Channel { .. } | TeamPlace::End, _) => {
                segment.fail(&CHANNELS.to_owned(), code, reason);
                self.place = TeamPlace::End;
            }
        }
    }
}

/// The team's own channels. Each channel is read from its host team only, or it would be there twice.
async fn list(
    segment: &mut Segment<'_>,
    team: &TeamContext,
) -> Result<BTreeMap<String, Channel>, Stop> {
    let root = segment.graph.root().clone();
    let channels = segment.whole_list(|| root.channels(&team.id), &CHANNELS.to_owned()).await?;
    Ok(channels.into_iter().map(|channel| (channel.id.clone(), channel)).collect())
}

async fn write(
    segment: &mut Segment<'_>,
    team: &TeamContext,
    channels: &BTreeMap<String, Channel>,
) -> Result<(), Stop> {
    let scope = CHANNELS.to_owned();
    for channel in channels.values() {
        let context = ChannelContext::new(team, channel);
        segment.upsert(&scope, documents::team_channel::document(&context, channel)).await?;
    }
    segment.complete(&scope);
    Ok(())
}

/// The channel whose id comes next.
fn channel_after(channels: &BTreeMap<String, Channel>, last: Option<&str>) -> TeamPlace {
    let from = last.map_or(Bound::Unbounded, Bound::Excluded);
    match channels.range::<str, _>((from, Bound::Unbounded)).next() {
        Some((id, _)) => TeamPlace::Channel { id: id.clone(), stage: ChannelStage::Tabs },
        None => TeamPlace::End,
    }
}

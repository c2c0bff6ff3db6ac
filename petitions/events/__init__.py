"""Events of a campaign: marches, vigils, protests, concerts, meetings, and the RSVPs to them."""

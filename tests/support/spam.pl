# Judges the mails in the files that are named after a folder for whatever it writes: a line each, with points and rules.
# The command `spamassassin` does the same, but writes into the home of whoever runs it.
use strict;
use warnings;
use Mail::SpamAssassin;

my ($folder, @files) = @ARGV;
my $judge = Mail::SpamAssassin->new({
    local_tests_only => 1,
    dont_copy_prefs => 1,
    home_dir_for_helpers => $folder,
    userstate_dir => "$folder/state",
    userprefs_filename => "/dev/null",
    rules_filename => "/usr/share/spamassassin",
    site_rules_filename => "/etc/spamassassin",
    require_rules => 1,
    post_config_text => "use_bayes 0\n",
});
for my $file (@files) {
    open(my $mail, "<:raw", $file) or die "$file: $!";
    my $status = $judge->check($judge->parse([<$mail>]));
    printf("%.1f %s\n", $status->get_score(), $status->get_tag("TESTSSCORES", " "));
    $status->finish();
}

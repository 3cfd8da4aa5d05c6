"""The returns that units make, and their record, which is only added to."""

import django.db.models.deletion
from django.db import migrations, models

from anjie.access.wall import wall_around, wall_behind
from anjie.platform.append_only import append_only


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('access', '0001_initial'),
        ('directory', '0002_calendar_edition'),
    ]

    operations = [
        migrations.CreateModel(
            name='Report',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('period', models.CharField(max_length=10)),
                ('kind', models.CharField(max_length=10)),
                ('starts_on', models.DateField()),
                ('due', models.DateTimeField()),
                ('state', models.CharField(default='draft', max_length=10)),
                ('version', models.IntegerField(default=0)),
                ('seq', models.IntegerField(default=0)),
                ('hash', models.BinaryField(default=b'', max_length=32)),
                ('submitted_at', models.DateTimeField(null=True)),
                ('city', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.unit')),
                ('county', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.unit')),
                ('head', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.unit')),
                ('region', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.unit')),
                ('unit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.unit')),
            ],
        ),
        migrations.CreateModel(
            name='ReportEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seq', models.IntegerField()),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=150)),
                ('acting_for', models.CharField(blank=True, max_length=150)),
                ('unit', models.CharField(max_length=30)),
                ('step', models.CharField(max_length=10)),
                ('body', models.TextField()),
                ('hash', models.BinaryField(max_length=32)),
                ('report', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='oversight.report')),
            ],
        ),
        migrations.AddIndex(
            model_name='report',
            index=models.Index(fields=['period', 'unit'], name='report_period'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.UniqueConstraint(fields=('unit', 'period'), name='report_once'),
        ),
        migrations.AddConstraint(
            model_name='reportentry',
            constraint=models.UniqueConstraint(fields=('report', 'seq'), name='report_entry_once'),
        ),
        *wall_around("oversight_report"),
        *wall_behind("oversight_reportentry", follows=("report_id", "oversight_report")),
        *append_only("oversight_reportentry"),
    ]

"""In whose hands cases were, and what returns count; filled by `anjie rebuild` where there are cases already."""

import django.db.models.deletion
from django.db import migrations, models

from anjie.access.wall import wall_around


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0002_record'),
        ('directory', '0002_calendar_edition'),
    ]

    operations = [
        migrations.CreateModel(
            name='Stretch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('nth', models.IntegerField()),
                ('historic', models.BooleanField()),
                ('case_class', models.CharField(blank=True, max_length=20)),
                ('channel', models.CharField(blank=True, max_length=20)),
                ('product_line', models.CharField(blank=True, max_length=200)),
                ('received_at', models.DateTimeField()),
                ('complainant_count', models.IntegerField()),
                ('repeated', models.BooleanField()),
                ('began_at', models.DateTimeField()),
                ('came_at', models.DateTimeField()),
                ('came_by', models.CharField(max_length=20)),
                ('ended_at', models.DateTimeField(null=True)),
                ('ended_by', models.CharField(blank=True, max_length=20)),
                ('opened_at', models.DateTimeField(null=True)),
                ('disposition', models.CharField(blank=True, max_length=20)),
                ('at_fault', models.BooleanField(null=True)),
                ('case', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='stretches', to='cases.case')),
                ('city', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.unit')),
                ('county', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.unit')),
                ('head', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.unit')),
                ('region', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.unit')),
                ('unit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.unit')),
            ],
            options={
                'indexes': [models.Index(fields=['unit', 'ended_at', 'began_at'], name='stretch_unit'), models.Index(fields=['ended_at', 'began_at'], name='stretch_ended'), models.Index(condition=models.Q(('ended_by', 'transferred')), fields=['case', 'ended_at'], name='stretch_moved')],
                'constraints': [models.UniqueConstraint(fields=('case', 'nth'), name='stretch_once')],
            },
        ),
        migrations.CreateModel(
            name='Tally',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seq', models.IntegerField()),
                ('nth', models.IntegerField()),
                ('what', models.CharField(max_length=20)),
                ('at', models.DateTimeField()),
                ('detail', models.CharField(blank=True, max_length=80)),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14, null=True)),
                ('agent_code', models.CharField(blank=True, max_length=200)),
                ('case', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='tallies', to='cases.case')),
                ('city', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.unit')),
                ('county', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.unit')),
                ('head', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.unit')),
                ('region', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.unit')),
                ('unit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.unit')),
            ],
            options={
                'indexes': [models.Index(fields=['unit', 'at'], name='tally_unit'), models.Index(fields=['at'], name='tally_at')],
                'constraints': [models.UniqueConstraint(fields=('case', 'seq', 'nth'), name='tally_once')],
            },
        ),
        *wall_around("cases_stretch"),
        *wall_around("cases_tally"),
    ]

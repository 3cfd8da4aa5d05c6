"""What the tables show of a file: its number, what it lacks, its seal, holds and disposal; and the files it names."""
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0005_reserved'),
        ('directory', '0002_calendar_edition'),
    ]

    operations = [
        migrations.CreateModel(
            name='Filed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sha256', models.CharField(max_length=64)),
            ],
        ),
        migrations.AddField(
            model_name='case',
            name='disposal',
            field=models.CharField(blank=True, max_length=10),
        ),
        migrations.AddField(
            model_name='case',
            name='disposal_list',
            field=models.CharField(blank=True, max_length=60),
        ),
        migrations.AddField(
            model_name='case',
            name='file_no',
            field=models.CharField(blank=True, max_length=60),
        ),
        migrations.AddField(
            model_name='case',
            name='missing',
            field=models.IntegerField(default=0),
        ),
        migrations.AddField(
            model_name='case',
            name='on_hold',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='case',
            name='package',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('archived_at__isnull', False)), fields=['head', '-archived_at', '-id'], name='case_head_archived'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('archived_at__isnull', False)), fields=['region', '-archived_at', '-id'], name='case_region_archived'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('archived_at__isnull', False)), fields=['city', '-archived_at', '-id'], name='case_city_archived'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('archived_at__isnull', False)), fields=['county', '-archived_at', '-id'], name='case_county_archived'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('archived_at', None), ('closed_at__isnull', False), ('historic', False)), fields=['head', 'closed_at', 'id'], name='case_head_to_archive'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('archived_at', None), ('closed_at__isnull', False), ('historic', False)), fields=['region', 'closed_at', 'id'], name='case_region_to_archive'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('archived_at', None), ('closed_at__isnull', False), ('historic', False)), fields=['city', 'closed_at', 'id'], name='case_city_to_archive'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('archived_at', None), ('closed_at__isnull', False), ('historic', False)), fields=['county', 'closed_at', 'id'], name='case_county_to_archive'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('disposal_list', ''), _negated=True), fields=['disposal_list', 'id'], name='case_disposal_list'),
        ),
        migrations.AddField(
            model_name='filed',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='cases.case'),
        ),
        migrations.AddConstraint(
            model_name='filed',
            constraint=models.UniqueConstraint(fields=('sha256', 'case'), name='filed_once'),
        ),
    ]
